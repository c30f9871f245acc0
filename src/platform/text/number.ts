/** The largest value of a PostgreSQL integer, and so of an id in a table whose rows somebody describes. */
export const LARGEST_ID = 2 ** 31 - 1;

/** The largest id in a table whose rows requests write: JSON has no larger whole numbers. */
export const LARGEST_WIDE_ID = Number.MAX_SAFE_INTEGER;

/**
 * Reads a whole number from an address; undefined for other texts, and for numbers beyond the largest id.
 * @param mostDigits the longest text that is read, leading zeros included
 * @param largest the largest id
 */
export function parseNumber(text: string, mostDigits: number, largest = LARGEST_ID): number | undefined {
  // The pattern goes first: Number also reads ' 1 ', '1e3' and '0x1'.
  const number = text.length <= mostDigits && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number <= largest ? number : undefined;
}
