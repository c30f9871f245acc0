/** Origins go into a header, so only plain ones are accepted. */
const PLAIN_ORIGIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** The origin of an address if a header may hold it; else undefined. */
export function plainOrigin(address: string): string | undefined {
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  return PLAIN_ORIGIN.test(origin) ? origin : undefined;
}

/** The address if a page may link to it (http or https, without a password), else null. */
export function linkAddress(text: string | null): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return PLAIN_ORIGIN.test(url.origin) && url.username === '' && url.password === '' ? url.href : null;
}

/**
 * Sources that a page may load: styles, fonts and images of its own origin. No scripts.
 * @param frame an origin that may show the page in a frame
 */
export function contentPolicy(frame = "'none'"): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frame}`,
  ].join('; ');
}
