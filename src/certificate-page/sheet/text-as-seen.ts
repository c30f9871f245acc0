// Without its digits, which do not turn.
const RIGHT =
  '[[\\p{sc=Arab}\\p{sc=Hebr}\\p{sc=Syrc}\\p{sc=Thaa}\\p{sc=Nkoo}\\p{sc=Adlm}\\p{sc=Rohg}]--[\\p{Nd}٪]]';
/** A letter from left to right, a digit, or a sign that goes with numbers. */
const LEFT = `[[\\p{L}\\p{Nd}\\p{Sc}#%+,\\-.\\/:°±،٪]--${RIGHT}]`;
const RIGHT_TO_LEFT_RUN = new RegExp(`${RIGHT}(?:(?:(?!${LEFT}).)*${RIGHT})?\\p{M}*`, 'gsv');
const LEFT_TO_RIGHT_RUN = new RegExp(`(${LEFT}(?:(?!${RIGHT}).)*${LEFT}\\p{M}*|${LEFT}\\p{M}*)`, 'sv');
const ANY_RIGHT = new RegExp(RIGHT, 'v');
const NOT_PLAIN = new RegExp(`${LEFT}|[\\p{M}\\u200c\\u200d]`, 'v');
const LEFT_TO_RIGHT_MARK = '\u200e';
const RIGHT_TO_LEFT_MARK = '\u200f';

/** Whether all letters go from right to left, and each is drawn by itself: without marks, joiners and digits. */
export function isPlainRightToLeft(text: string): boolean {
  return ANY_RIGHT.test(text) && !NOT_PLAIN.test(text);
}

/**
 * A text with its parts from right to left in the order in which the eye sees them, from left to right. Poppler expects
 * this order and turns such parts round, the blanks beside them too: marks of direction keep these in their place.
 * @param isRightToLeft of the page: then the parts themselves stand from right to left
 */
export function asSeen(text: string, isRightToLeft: boolean): string {
  if (!isRightToLeft) {
    return text.replace(RIGHT_TO_LEFT_RUN, (run, offset: number) =>
      offset + run.length < text.length ? reversed(run) + LEFT_TO_RIGHT_MARK : reversed(run),
    );
  }
  return text
    .split(LEFT_TO_RIGHT_RUN)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      return index > 0 && part !== '' ? reversed(part) + RIGHT_TO_LEFT_MARK : reversed(part);
    })
    .reverse()
    .join('');
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}
