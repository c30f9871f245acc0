import { stringify } from 'csv-stringify/sync';

/** Without it Excel reads UTF-8 as the code page of its language. */
export const BYTE_ORDER_MARK = '\ufeff';

/** Rows for spreadsheets. A cell that looks like a formula starts with an apostrophe, which makes it text. */
export function csvRows(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify(rows as (string | number | null)[][], {
    quoted: true,
    quoted_empty: true,
    record_delimiter: '\r\n',
    cast: { string: defused },
  });
}

/** Spreadsheets skip blank and invisible characters before they look for a formula. */
const FORMULA = /^["\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/**
 * Places where a spreadsheet may see the start of a cell. Where the semicolon separates cells, as in some languages, a
 * spreadsheet ignores our commas and the quotes after them.
 */
const CELL = /(?<=[;\t\r\n])/u;

function defused(text: string): string {
  const cells = text.split(CELL).map((cell) => (FORMULA.test(cell) ? `'${cell}` : cell));
  const whole = cells.join('');
  return /^[\t\r\n]/.test(whole) ? `'${whole}` : whole;
}
