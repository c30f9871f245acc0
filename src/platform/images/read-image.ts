import { ImageError } from './image-error.js';
import type { ImageSize } from './image-size.js';
import { jpegSize } from './jpeg-size.js';
import { readPng, unpacksToAnnouncedSize } from './png.js';
import { type Drawing, svgDrawing } from './svg-drawing.js';

/** Longest side. A page that shows a wider image would need hundreds of megabytes to unpack it. */
export const WIDEST_PIXELS = 4096;

/** Numbers and shapes as an SVG has at most, or 8 million pixels: about half a second of drawing. */
export const MOST_WORK = 400_000;
const WORK_OF_SHAPE = 20;
const PIXELS_OF_WORK = 20;
/** PDFKit takes up to five times as long for the seven passes. */
const WORK_OF_INTERLACING = 5;

/** An image that can be drawn: its drawing if it is an SVG, and the work that it is. */
export interface ReadableImage {
  readonly content: Buffer;
  readonly drawing?: Drawing;
  /** Numbers to place, or what takes as long; see `MOST_WORK`. */
  readonly work: number;
}

/**
 * Checks an image by its content, at its upload and again when it is drawn: SQL by hand or an older release may have
 * stored another.
 * @param mostWork refuses an image that is more work, before it is unpacked
 * @throws ImageError
 */
export async function readImage(
  type: string,
  content: Buffer,
  mostWork = Number.POSITIVE_INFINITY,
): Promise<ReadableImage> {
  const limited = (work: number) => {
    if (work > mostWork) throw new ImageError('It is too much work to draw.');
    return work;
  };
  switch (type) {
    case 'image/png': {
      const png = readPng(content);
      if (png === undefined) throw new ImageError('The body is no whole PNG.');
      requireSize(png.header);
      const { width, height, isInterlaced } = png.header;
      const work = limited(((width * height) / PIXELS_OF_WORK) * (isInterlaced ? WORK_OF_INTERLACING : 1));
      if (!(await unpacksToAnnouncedSize(png))) throw new ImageError('The PNG is not what its header says.');
      return { content, work };
    }
    case 'image/jpeg': {
      const size = jpegSize(content);
      if (size === undefined) throw new ImageError('The body is no whole JPEG.');
      requireSize(size);
      // It goes into a PDF as it is.
      return { content, work: 0 };
    }
    case 'image/svg+xml': {
      const drawing = svgDrawing(content.toString());
      const work = limited(drawing.numbers + WORK_OF_SHAPE * drawing.shapes.length);
      return { content, drawing, work };
    }
    default:
      throw new ImageError('It is neither PNG, JPEG nor SVG.');
  }
}

function requireSize({ width, height }: ImageSize): void {
  if (![width, height].every((side) => side >= 1 && side <= WIDEST_PIXELS))
    throw new ImageError(`The image must have from 1 to ${WIDEST_PIXELS} pixels a side.`);
}
