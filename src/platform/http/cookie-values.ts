/** More cookies of one name no honest browser has: one a domain above the host, and a few paths. */
const MOST_VALUES = 4;

/**
 * The values of the cookies with that name, in the order of the header, without repetition and at most four. A browser
 * sends one for each domain and path that has it, and does not say which is whose.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  if (header?.includes(name) !== true) return [];
  const values = new Set<string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    const value = unquoted(pair.slice(equals + 1).trim());
    if (value !== '') values.add(value);
    if (values.size === MOST_VALUES) break;
  }
  return [...values];
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
