/**
 * Whether two names are spellings of one, such as `Dr. Grace Hopper`, `dr grace hopper` and `Grace Hopper`: the same
 * letters, or all words of the shorter one, two at least, in the longer one. Other names may be another person's, who must
 * not get the signature of the one before.
 */
export function isSameName(one: string, other: string): boolean {
  const [shorter, longer] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.length - b.length);
  if (shorter!.join('') === longer!.join('')) return shorter!.length > 0;
  return shorter!.length >= 2 && shorter!.every((word) => longer!.includes(word));
}

function wordsOf(name: string): string[] {
  return (
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
