/** Text that stands for a time: seconds, with or without a fraction. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)$/;

/** Keys whose lists have the order of a database's plan. */
const UNORDERED = ['attributes', 'status', 'results', 'grades', 'pathways', 'enrolled_programs'];

/**
 * Where an answer differs from that of the service there. Ours may have more keys, and fractions of seconds where there are
 * none there; `<base>` stands for our address, `<now>` for any time.
 */
export function differences(wanted: unknown, got: unknown, base: string, path = '$', key = ''): string[] {
  if (typeof wanted === 'string') return isSameText(wanted, got, base) ? [] : [told(path, wanted, got)];
  if (wanted === null || typeof wanted !== 'object')
    return Object.is(wanted, got) ? [] : [told(path, wanted, got)];
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got)) return [told(path, wanted, got)];
    if (wanted.length !== got.length) return [`${path}: ${wanted.length} items expected, ${got.length} came`];
    if (UNORDERED.includes(key)) return unordered(wanted, got, base, path);
    return wanted.flatMap((item, index) => differences(item, got[index], base, `${path}[${index}]`));
  }
  if (got === null || typeof got !== 'object') return [told(path, wanted, got)];
  return Object.entries(wanted).flatMap(([name, value]) =>
    differences(value, (got as Record<string, unknown>)[name], base, `${path}.${name}`, name),
  );
}

function isSameText(wanted: string, got: unknown, base: string): boolean {
  if (wanted === '<now>') return typeof got === 'string' && TIME.test(got);
  if (typeof got !== 'string') return false;
  const [, second, fraction] = TIME.exec(wanted) ?? [];
  const [, gotSecond, gotFraction] = TIME.exec(got) ?? [];
  if (second !== undefined && gotSecond !== undefined)
    return second === gotSecond && (fraction === undefined || fraction === (gotFraction ?? ''));
  return wanted.replaceAll('<base>', base) === got || sameAddress(wanted.replaceAll('<base>', base), got);
}

/** The order of the parameters of a query does not matter. */
function sameAddress(one: string, other: string): boolean {
  if (!/^https?:.*\?/.test(one) || !/^https?:.*\?/.test(other)) return false;
  const [left, right] = [new URL(one), new URL(other)];
  left.searchParams.sort();
  right.searchParams.sort();
  return left.href === right.href;
}

function unordered(
  wanted: readonly unknown[],
  got: readonly unknown[],
  base: string,
  path: string,
): string[] {
  const left = [...got];
  return wanted.flatMap((item) => {
    const index = left.findIndex((other) => differences(item, other, base).length === 0);
    if (index >= 0) {
      left.splice(index, 1);
      return [];
    }
    const closest = left
      .map((other) => differences(item, other, base, `${path}[]`))
      .sort((a, b) => a.length - b.length)[0];
    return [`${path}: no item is ${JSON.stringify(item).slice(0, 120)}; closest: ${closest?.join('; ')}`];
  });
}

function told(path: string, wanted: unknown, got: unknown): string {
  return `${path}: ${JSON.stringify(wanted)} expected, ${JSON.stringify(got)} came`;
}
