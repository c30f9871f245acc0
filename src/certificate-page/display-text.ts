/**
 * Controls of writing direction. Pages and PDF isolate every name, so a name needs none, and with one it could turn the
 * words beside it.
 */
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu;
const INVISIBLE = /[\p{Cc}\u2028\u2029\ufeff\ufff9-\ufffb]+/gu;
/** More marks on one letter than any script has would cover the neighbouring lines. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Characters that a reader can see. Fillers, joiners and marks without a letter leave a blank. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{M}\s]/u;

/**
 * Makes a text from outside fit for a certificate: one line, without characters that change their surroundings. Empty
 * if nothing of it would be visible.
 */
export function displayText(text: string): string {
  const line = text
    .toWellFormed()
    .replace(DIRECTION_CONTROLS, '')
    .replace(INVISIBLE, ' ')
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return VISIBLE.test(line) ? line : '';
}

/** Keeps a text's writing direction to itself inside a sentence of plain text. */
export function isolate(text: string): string {
  return text === '' ? '' : `\u2068${text}\u2069`;
}

/** Counts letters as a reader does. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of GRAPHEMES.segment(text)) length += 1;
  return length;
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
