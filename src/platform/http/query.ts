/** Half of a surrogate pair, which no text holds: rules refuse it, and no name equals it. */
const NO_TEXT = '\udfff';

/** An escaped byte that belongs to a character beyond ASCII, or to none. */
const BEYOND_ASCII = /%[89a-f]/i;

/**
 * Reads a query. The last value of a repeated parameter counts, as in forms. Escaped bytes that are not UTF-8 become
 * what is no text. The decoder of the platform would make U+FFFD of them, which could be part of somebody's name.
 */
export function parseQuery(text: string): Record<string, string> {
  if (text === '') return {};
  if (!BEYOND_ASCII.test(text)) return Object.fromEntries(new URLSearchParams(text));
  return Object.fromEntries(text.split('&').filter(Boolean).map(pairOf));
}

function pairOf(part: string): [string, string] {
  const [name = '', ...value] = part.split('=');
  return [decode(name), decode(value.join('='))];
}

function decode(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return NO_TEXT;
    }
  });
}

/** All values of a parameter, which may be repeated. @param address a request's path and query */
export function valuesOf(address: string, name: string): string[] {
  return address
    .split('?')
    .slice(1)
    .join('?')
    .split('&')
    .map(pairOf)
    .flatMap(([key, value]) => (key === name ? [value] : []));
}
