/** Text that PostgreSQL can hold: it refuses U+0000 and halves of surrogate pairs. */
export function isCleanText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

/** C0, DEL and C1 controls, line and paragraph separators. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Whether the text is one line without control characters. Others do not belong in names, and break mail headers. */
export function isSingleLine(text: string): boolean {
  return !CONTROL.test(text);
}

/** The text as one line: blanks, line ends and control characters become one blank, those at its ends go. */
export function inOneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** Characters that a reader can see. Fillers, joiners and marks without a letter look blank. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{M}\p{Cc}\s\u2800\ufff9-\ufffb]/u;

/** Whether a reader would see nothing of the text. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/** Whether the text has at most this number of characters, counted like PostgreSQL; `length` counts UTF-16 units. */
export function hasAtMost(limit: number, text: string): boolean {
  return text.length <= limit || Array.from(text).length <= limit;
}

const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const HOST_LABEL = /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/** Whether the text is one bare mail address. A line break or a second address would change who gets a mail. */
export function isMailAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 254) return false;
  const [local = '', host = '', ...more] = value.split('@');
  return (
    more.length === 0 &&
    local.length <= 64 &&
    LOCAL_PART.test(local) &&
    host.split('.').every((label) => HOST_LABEL.test(label))
  );
}

/** Whether the text is an address of the web, of at most 2000 characters. */
export function isWebAddress(value: unknown): value is string {
  return (
    isCleanText(value) &&
    hasAtMost(2000, value) &&
    /^https?:\/\/[^\s\0]+$/i.test(value) &&
    isSingleLine(value) &&
    URL.canParse(value)
  );
}
