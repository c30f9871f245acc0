/** Origins go into a header, so only plain ones are accepted. */
const PLAIN_ORIGIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** The address of an image if a page may show it (http or https with a plain origin), else null. */
export function imageAddress(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return PLAIN_ORIGIN.test(url.origin) && url.username === '' && url.password === '' ? url.href : null;
}

/** Sources that a page may load: its own styles and images, and its logos from their origins. No scripts. */
export function contentPolicy(images: readonly (string | null)[]): string {
  const origins = new Set(images.filter((image) => image !== null).map((image) => new URL(image).origin));
  return [
    "default-src 'none'",
    "style-src 'self'",
    // For an operator's stylesheet.
    "font-src 'self' data:",
    ["img-src 'self' data:", ...origins].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
