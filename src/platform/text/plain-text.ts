import { hasAtMost } from './text.js';

/** Characters by the names that HTML gives them; others stay as they are written. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

/** Parts of which nobody reads the content. */
const UNREAD = [
  ['<!--', '-->'],
  ['<script', '</script'],
  ['<style', '</style'],
] as const;

/** The words of an HTML text, on one line. It takes time in proportion to the text, whatever the text is. */
export function textOfHtml(html: string): string {
  const shown = UNREAD.reduce((text, [start, end]) => withoutParts(text, start, end), html);
  return shown
    .replace(/<\/?[a-z][^<>]*>/gi, (tag) =>
      /^<\/?(a|abbr|b|em|i|q|span|strong|su[bp]|u)\b/i.test(tag) ? '' : ' ',
    )
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, character)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The words of a text. Thai, Chinese and Japanese have no blanks between theirs. */
const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });
/** Letters with their marks. */
const LETTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text, or as many of its first words as fit into so many characters, with an ellipsis. */
export function shortened(text: string, limit: number): string {
  if (hasAtMost(limit, text)) return text;
  const words = beginning(text, WORDS, limit - 1);
  return `${words === '' ? beginning(text, LETTERS, limit - 1) : words}…`;
}

function beginning(text: string, segmenter: Intl.Segmenter, limit: number): string {
  let length = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    length += Array.from(segment).length;
    if (length > limit) return text.slice(0, index).trimEnd();
  }
  return text;
}

function withoutParts(text: string, start: string, end: string): string {
  // Only these: some other letters change their length in lower case.
  const folded = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const kept: string[] = [];
  let at = 0;
  for (let found = folded.indexOf(start); found >= 0; found = folded.indexOf(start, at)) {
    kept.push(text.slice(at, found));
    const last = folded.indexOf(end, found);
    const close = last < 0 ? last : folded.indexOf('>', last + end.length - 1);
    if (close < 0) return kept.join(' ');
    at = close + 1;
  }
  return [...kept, text.slice(at)].join(' ');
}

function character(written: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? written;
  const code = decimal === undefined ? parseInt(hexadecimal!, 16) : Number(decimal);
  const isWhole = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isWhole && code !== 0 ? String.fromCodePoint(code) : '';
}
