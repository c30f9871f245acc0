/**
 * Patterns of texts for the OpenAPI document. They say what the rules of the fields take, in the part of the syntax that
 * JavaScript, Python and Rust read alike: no `\s` or `\d`, which differ.
 */

/** The characters that `trim` removes. */
const BLANK = String.raw`\u0009-\u000d \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;

/** The characters that `isSingleLine` refuses. */
const CONTROL = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029`;

/** Any text that PostgreSQL can hold. */
export const ANY_TEXT = String.raw`^[^\u0000]*$`;

/** Text that is not blank. */
export const FILLED_TEXT = String.raw`^[^\u0000]*[^\u0000${BLANK}][^\u0000]*$`;

/** Text that is not blank, with blanks around it and no control characters within. */
export const LINE = `^[${BLANK}]*[^${CONTROL}${BLANK}]([^${CONTROL}]*[^${CONTROL}${BLANK}])?[${BLANK}]*$`;

/** The same, or only blanks. */
export const LINE_OR_BLANK = `^[${BLANK}]*([^${CONTROL}${BLANK}]([^${CONTROL}]*[^${CONTROL}${BLANK}])?[${BLANK}]*)?$`;

/** Letters, digits, dashes and underscores. */
export const SLUG = '^[A-Za-z0-9_-]+$';

/** The same, or nothing. */
export const BLANK_OR_SLUG = '^[A-Za-z0-9_-]*$';

/** The end of a time with an offset: PostgreSQL refuses offsets that RFC 3339 allows. */
export const OFFSET_AT_END = '([Zz]|[+-](0[0-9]|1[0-4]):[0-5][0-9])$';

/** A UUID as the database writes it. */
export const STORED_UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** Three of them and their dots have fewer characters than the 64 that may stand before the @. */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}";
const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** A mail address of plain characters. The rule takes letters of other alphabets too. */
export const MAIL_ADDRESS = String.raw`^${ATOM}(\.${ATOM}){0,2}@${LABEL}(\.${LABEL})*$`;

const WORD = '[A-Za-z0-9]+(-[A-Za-z0-9]+)*';

/** A web address of plain characters with a host name. The rule takes every other one that browsers take, too. */
export const WEB_ADDRESS = String.raw`^[Hh][Tt][Tt][Pp][Ss]?://(${WORD}\.)*[A-Za-z][A-Za-z0-9]*(:[0-9]{1,4})?([/?#][!-~]*)?$`;

/** One of the words, in any letter case. */
export function wordsInAnyCase(words: readonly string[]): string {
  return `^(${words.map((word) => word.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)).join('|')})$`;
}

/** Digits of a whole number from `min`, which is 0 or 1, to `max`. */
export function wholeNumberText(min: number, max: number): string {
  return `^[${BLANK}]*${wholeNumber(min, max)}[${BLANK}]*$`;
}

/** Digits of a number from 0 to `max` with so many decimal places; `max` is whole, or has nines only after the point. */
export function decimalText(max: number, places: number): string {
  const whole = Math.floor(max);
  const fraction = String.raw`(\.[0-9]{0,${places}})?`;
  const below = max === whole ? whole - 1 : whole;
  const most = max === whole ? String.raw`|${whole}(\.0{0,${places}})?` : '';
  return String.raw`^[${BLANK}]*\+?(${wholeNumber(0, below)}${fraction}${most}|\.[0-9]{1,${places}})[${BLANK}]*$`;
}

/** Has fewer digits than `max`, so that every one of them fits; leading zeros are few, as longer texts are refused. */
function wholeNumber(min: number, max: number): string {
  const digits = String(max).length;
  const positive = digits === 1 ? `[1-${max}]` : `[1-9][0-9]{0,${digits - 2}}`;
  if (max === 0) return '0{1,3}';
  return `0{0,2}(${min === 0 ? '0|' : ''}${positive})`;
}
