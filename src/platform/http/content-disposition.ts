/** The name under which browsers save an answer. */
export interface DownloadName {
  /** Its parts, of any characters. At least one is of plain letters, so that a name is left. */
  readonly words: readonly string[];
  /** Stands between the parts and for their blanks. */
  readonly joiner: '_' | '-';
  /** Without a dot. */
  readonly extension: string;
}

/** Most bytes of a part. Three of them, their joiners and an extension fit the 255 bytes of file systems. */
const LONGEST_PART_BYTES = 75;

/**
 * `Content-Disposition` by RFC 6266: the name in UTF-8 (`filename*`, RFC 8187), and in plain letters for clients that do
 * not know that.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: DownloadName): string {
  return `${kind}; filename="${composed(name, plain)}"; filename*=UTF-8''${encoded(composed(name, (word) => word))}`;
}

function composed({ words, joiner, extension }: DownloadName, convert: (word: string) => string): string {
  const parts = words.map((word) => cut(convert(savable(word))).replace(/ /g, joiner));
  return `${parts.filter((part) => part !== '').join(joiner)}.${extension}`;
}

/** Joiners within emoji and words of some scripts are kept; other invisible characters only mislead. */
const INVISIBLE = /(?![\u200c\u200d\s])[\p{C}\p{Zl}\p{Zp}\ufffd]/gu;
/** Characters that file systems refuse, or read as a folder. */
const REFUSED = /[\\/:*?"<>|]+/g;

/** What file systems take: one line, no signs of theirs, no dot or blank at the ends. */
function savable(text: string): string {
  return trimmed(
    text.normalize('NFC').toWellFormed().replace(INVISIBLE, '').replace(REFUSED, '-').replace(/\s+/g, ' '),
  ).toLowerCase();
}

function plain(text: string): string {
  return trimmed(
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^A-Za-z0-9_ -]+/g, '-')
      .replace(/[ _-]{2,}/g, (run) => run[0]!),
  );
}

function trimmed(text: string): string {
  return text.replace(/^[\s.\u200c\u200d-]+|[\s.\u200c\u200d-]+$/g, '');
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** No letter is cut from its marks, and no emoji into its parts. */
function cut(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_PART_BYTES) return text;
  let kept = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (Buffer.byteLength(kept + segment) > LONGEST_PART_BYTES) break;
    kept += segment;
  }
  return trimmed(kept);
}

/** `encodeURIComponent` leaves four characters that RFC 8187 wants encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
