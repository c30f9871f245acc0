/** An origin that nobody has: addresses that leave it are not ours. */
const NOWHERE = 'http://nowhere.invalid';

/** Longer ones are nobody's bookmarks. */
const LONGEST_CHARACTERS = 2000;

/**
 * The path, with query and fragment, that a text names on this service; undefined for everything else. A browser reads
 * more than one spelling as another host (`//host`, `/\host`, with tabs between), so the parser of browsers decides.
 * @param publicUrl where callers reach the service; its path, if it has one, may stand before ours
 */
export function ownPathIn(text: string | undefined, publicUrl: string): string | undefined {
  if (text === undefined || text.length > LONGEST_CHARACTERS || !URL.canParse(text, NOWHERE))
    return undefined;
  const { origin, pathname, search, hash } = new URL(text, NOWHERE);
  const known = new URL(publicUrl);
  const isPath = origin === NOWHERE && text.startsWith('/');
  if (!isPath && origin !== known.origin) return undefined;
  const path = withoutBase(pathname, basePathOf(publicUrl));
  // Two slashes at the start of an address name a host.
  return path.startsWith('//') ? undefined : `${path}${search}${hash}`;
}

/** The path below which callers reach the service, without a slash at its end. */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}

function withoutBase(path: string, base: string): string {
  return base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}
