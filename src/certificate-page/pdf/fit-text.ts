/** Lines and the size at which they fit. */
export interface FittedText {
  readonly size: number;
  readonly lines: readonly string[];
}

/** The room for a text, in points. */
export interface Room {
  readonly width: number;
  readonly height: number;
  /** The size to begin with. */
  readonly size: number;
  /** Line distance as a multiple of the size. */
  readonly leading: number;
  /** Below this share of the size, a word is broken instead of shrunk. */
  readonly breakBelow?: number;
}

const SMALLEST_POINTS = 4;
const BREAK_BELOW = 0.6;
const STEP = 0.94;

/** A word, or a part of a broken word. */
interface Piece {
  readonly text: string;
  readonly width: number;
  /** A space, or an empty text between the parts of a word. */
  readonly before: string;
}

type Measure = (text: string) => number;

/** Finds the largest size at which a text fits its room. @param measure width of a text at size 1 */
export function fitText(text: string, room: Room, measure: Measure): FittedText {
  const widest = room.width / Math.max(SMALLEST_POINTS, room.size * (room.breakBelow ?? BREAK_BELOW));
  const pieces = text.split(' ').flatMap((word) => broken(word, ' ', widest, measure));
  const space = measure(' ');
  for (let size = room.size; ; size *= STEP) {
    const lines = wrap(pieces, space, room.width / size);
    const most = Math.max(1, Math.floor(room.height / (size * room.leading) + 0.01));
    if (lines !== undefined && lines.length <= most) return { size, lines };
    if (size * STEP < SMALLEST_POINTS) return { size, lines: cut(lines ?? [], most) };
  }
}

/** Fills lines of at most `width` greedily; undefined if one piece alone is wider. */
function wrap(pieces: readonly Piece[], space: number, width: number): string[] | undefined {
  const lines: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const piece of pieces) {
    if (piece.width > width) return undefined;
    const gap = piece.before === '' ? 0 : space;
    if (used + gap + piece.width <= width) {
      lines.push(`${lines.pop() ?? ''}${piece.before}${piece.text}`);
      used += gap + piece.width;
    } else {
      lines.push(piece.text);
      used = piece.width;
    }
  }
  return lines;
}

/** Halves a word, and its halves, until each part fits. */
function broken(text: string, before: string, widest: number, measure: Measure): Piece[] {
  const width = measure(text);
  const letters = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  if (width <= widest || letters.length <= 1) return [{ text, width, before }];
  const middle = Math.ceil(letters.length / 2);
  return [
    ...broken(letters.slice(0, middle).join(''), before, widest, measure),
    ...broken(letters.slice(middle).join(''), '', widest, measure),
  ];
}

function cut(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), `${lines[most - 1] ?? ''}…`];
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
