/**
 * How much a caller wants a media type, from 0 to 1: the quality of the most exact range in `Accept` that covers it.
 * Without the header everything is 1.
 */
export function qualityOf(accept: string | undefined, type: string): number {
  if (accept === undefined || accept.trim() === '') return 1;
  const ranges = [type, `${type.split('/', 1)[0]!}/*`, '*/*'];
  let best = { exactness: ranges.length, quality: 0 };
  for (const part of accept.toLowerCase().split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim());
    const exactness = ranges.indexOf(range);
    if (exactness === -1 || exactness >= best.exactness) continue;
    best = { exactness, quality: readQuality(parameters) };
  }
  return best.quality;
}

/** Whether `Accept` names the type itself, and not only a range that holds it. */
export function namesType(accept: string | undefined, type: string): boolean {
  const named = (accept ?? '').toLowerCase().split(',');
  return named.some((part) => part.split(';', 1)[0]!.trim() === type);
}

function readQuality(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = text === undefined ? 1 : Number(text);
  return quality >= 0 && quality <= 1 ? quality : 0;
}

/** Whether `Accept-Encoding` allows gzip. */
export function takesGzip(accepted: string | undefined): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accepted ?? '');
}

/** The languages of `Accept-Language`, the most wanted first. */
export function wantedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
      return { tag, quality: readQuality(parameters) };
    })
    .filter(({ tag, quality }) => /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(tag) && quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
}

/** The media type that the caller wants most, the first of equals; undefined: none. */
export function preferredOf(accept: string | undefined, types: readonly string[]): string | undefined {
  const wanted = types.map((type) => ({ type, quality: qualityOf(accept, type) }));
  const best = Math.max(...wanted.map(({ quality }) => quality));
  return best > 0 ? wanted.find(({ quality }) => quality === best)?.type : undefined;
}
