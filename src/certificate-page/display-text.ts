import { isBlank } from '../platform/text/index.js';

/**
 * Controls of writing direction. They would change the direction of the words after a name, and no name needs them:
 * pages and PDF isolate every name.
 */
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu;
const INVISIBLE = /[\p{Cc}\u2028\u2029\ufeff\ufff9-\ufffb]+/gu;
/** Most marks on one letter. No script needs more, and more would cover the neighbouring lines. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Makes an outside text fit for a certificate: one line, without characters that change their surroundings. Empty if a
 * reader would see nothing.
 */
export function displayText(text: string): string {
  const line = text
    .toWellFormed()
    .replace(DIRECTION_CONTROLS, '')
    .replace(INVISIBLE, ' ')
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return isBlank(line) ? '' : line;
}

/** Stops the writing direction of a text from changing the plain text around it. */
export function isolate(text: string): string {
  return text === '' ? '' : `\u2068${text}\u2069`;
}

const MARKS_OF_DIRECTION = /[\u061c\u200e\u200f\u2066-\u2069]/gu;

/** The text without marks of direction, for places that show them as boxes or count them: titles, previews, mails. */
export function plainText(text: string): string {
  return text.replace(MARKS_OF_DIRECTION, '');
}

/** Counts letters as a reader sees them. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of GRAPHEMES.segment(text)) length += 1;
  return length;
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
