/** The width of the column. */
const MOST_SLUG_CHARACTERS = 255;

/** Turns `Professional Certificate` into `professional-certificate`, as the Discovery service does. */
export function slugify(words: string): string {
  const plain = words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  // One character can stand for many: a ligature is decomposed.
  return Array.from(slug).slice(0, MOST_SLUG_CHARACTERS).join('');
}
