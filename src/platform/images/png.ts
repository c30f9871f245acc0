import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createInflate, inflate } from 'node:zlib';
import type { ImageSize } from './image-size.js';

export interface Png {
  readonly header: PngHeader;
  /** Compressed pixels, in pieces. */
  readonly content: readonly Buffer[];
  /** Compressed colour profiles. A second one is against the rules, but somebody may read it. */
  readonly profiles: readonly Buffer[];
}

interface PngHeader extends ImageSize {
  /** Bits of a pixel. */
  readonly bits: number;
  readonly isInterlaced: boolean;
  /** Whether pixels are indices into a palette, which must then come before them. */
  readonly needsPalette: boolean;
}

const START = Buffer.from('89504e470d0a1a0a', 'hex');

/** Samples of a pixel and bits of a sample, by kind of image: grey, colour, palette, grey and colour with alpha. */
const KINDS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
const PALETTE = 3;

/** The seven passes of an interlaced image: the first column and row of each, and the steps to the next. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Whether the content unpacks to exactly the pixels that the header announces. A file below 1 MB can unpack to 1000 MB,
 * which those who draw the image would hold in memory.
 */
export async function unpacksToAnnouncedSize({ header, content }: Png): Promise<boolean> {
  const expected = unpackedSize(header);
  let length = 0;
  try {
    for await (const piece of Readable.from(content).pipe(createInflate())) {
      length += (piece as Buffer).length;
      if (length > expected) return false;
    }
  } catch {
    return false;
  }
  return length === expected;
}

/** The largest profiles of printers have about 3 MB. */
const LARGEST_PROFILE_BYTES = 4 * 1024 * 1024;

/** Whether the colour profiles unpack to no more than real ones have: the typesetter holds them in memory. */
export async function hasUsualProfiles({ profiles }: Png): Promise<boolean> {
  const options = { maxOutputLength: LARGEST_PROFILE_BYTES };
  try {
    await Promise.all(
      profiles.map((profile) => promisify<Buffer, object, Buffer>(inflate)(profile, options)),
    );
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a PNG that is complete: header, content and end, with correct checksums. Undefined when it is not, or when
 * bytes follow the end, which others might read as another file.
 */
export function readPng(image: Buffer): Png | undefined {
  if (!image.subarray(0, START.length).equals(START)) return undefined;
  let header: PngHeader | undefined;
  let hasPalette = false;
  const content: Buffer[] = [];
  const profiles: Buffer[] = [];
  for (let at = START.length; at + 12 <= image.length;) {
    const end = at + 12 + image.readUInt32BE(at);
    const isWhole =
      end <= image.length && crc32(image.subarray(at + 4, end - 4)) === image.readUInt32BE(end - 4);
    if (!isWhole) return undefined;
    const type = image.toString('latin1', at + 4, at + 8);
    const data = image.subarray(at + 8, end - 4);
    if ((type === 'IHDR') !== (header === undefined)) return undefined;
    if (type === 'IHDR') header = readHeader(data);
    if (type === 'PLTE') hasPalette = true;
    if (type === 'IDAT' && header?.needsPalette && !hasPalette) return undefined;
    if (type === 'IDAT') content.push(data);
    // After a name, which ends with 0, and the number of the method.
    if (type === 'iCCP') profiles.push(data.subarray(data.indexOf(0) + 2));
    if (type === 'IEND')
      return header && content.length > 0 && end === image.length ? { header, content, profiles } : undefined;
    at = end;
  }
  return undefined;
}

function readHeader(data: Buffer): PngHeader | undefined {
  const [depth = 0, kind = 0, , , interlaced] = data.subarray(8);
  const known = KINDS[kind];
  if (data.length !== 13 || !known?.depths.includes(depth)) return undefined;
  return {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    bits: known.samples * depth,
    needsPalette: kind === PALETTE,
    isInterlaced: interlaced === 1,
  };
}

/** Each line of pixels begins with a byte that names its filter. */
function unpackedSize({ width, height, bits, isInterlaced }: PngHeader): number {
  const passes = isInterlaced ? PASSES : [[0, 0, 1, 1] as const];
  return passes.reduce((sum, [left, top, across, down]) => {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    return columns > 0 && rows > 0 ? sum + rows * (1 + Math.ceil((columns * bits) / 8)) : sum;
  }, 0);
}
