/** Origins go into a header, so only plain ones are accepted. */
const PLAIN_ORIGIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** The origin of an address if a header may hold it; else undefined. */
export function plainOrigin(address: string): string | undefined {
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  return PLAIN_ORIGIN.test(origin) ? origin : undefined;
}

/** The address of an image if a page may show it (http or https with a plain origin), else null. */
export function imageAddress(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return PLAIN_ORIGIN.test(url.origin) && url.username === '' && url.password === '' ? url.href : null;
}

/**
 * Sources that a page may load: its own styles and images, and its logos from their origins. No scripts.
 * @param frame an origin that may show the page in a frame
 */
export function contentPolicy(images: readonly (string | null)[], frame = "'none'"): string {
  const origins = new Set(images.filter((image) => image !== null).map((image) => new URL(image).origin));
  return [
    "default-src 'none'",
    "style-src 'self'",
    // For an operator's stylesheet.
    "font-src 'self' data:",
    ["img-src 'self' data:", ...origins].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frame}`,
  ].join('; ');
}
