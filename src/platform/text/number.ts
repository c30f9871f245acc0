/** The largest value of a PostgreSQL integer, and so of an id. */
export const LARGEST_ID = 2 ** 31 - 1;

/**
 * Reads a whole number from an address; undefined for other texts, and for numbers beyond the largest id.
 * @param mostDigits the longest text that is read, leading zeros included
 */
export function parseNumber(text: string, mostDigits: number): number | undefined {
  // The pattern goes first: Number also reads ' 1 ', '1e3' and '0x1'.
  const number = text.length <= mostDigits && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number <= LARGEST_ID ? number : undefined;
}
