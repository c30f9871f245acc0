import { BadRequestError, UnsupportedMediaTypeError } from '../../../platform/errors/index.js';
import { cleanSvg } from './clean-svg.js';
import type { ImageSize } from './image-size.js';
import { IMAGE_TYPES, type ImageType } from './image-types.js';
import { jpegSize } from './jpeg-size.js';
import { readPng, unpacksToAnnouncedSize } from './png.js';

/** The column has a check of the same size. */
export const LARGEST_IMAGE_BYTES = 1024 * 1024;

/** Longest side. A page that shows a wider image would need hundreds of megabytes to unpack it. */
const WIDEST_PIXELS = 4096;

export interface CheckedImage {
  readonly type: ImageType;
  readonly content: Buffer;
}

/**
 * The image in a request's body. Its content must have the type that the header names.
 * @returns the image, unchanged unless it is an SVG, which is cleaned
 * @throws UnsupportedMediaTypeError, or BadRequestError saying what is wrong with it
 */
export async function requireImage(contentType: string | undefined, body: unknown): Promise<CheckedImage> {
  const name = contentType?.split(';')[0]?.trim().toLowerCase();
  const type = IMAGE_TYPES.find((known) => known === name);
  if (type === undefined || !Buffer.isBuffer(body)) {
    throw new UnsupportedMediaTypeError(`Send the image itself, as ${IMAGE_TYPES.join(', ')}.`);
  }
  switch (type) {
    case 'image/png': {
      const png = readPng(body);
      const content = requireRaster(body, png?.header, 'PNG');
      if (png === undefined || !(await unpacksToAnnouncedSize(png))) {
        throw new BadRequestError('The PNG is not what its header says.');
      }
      return { type, content };
    }
    case 'image/jpeg':
      return { type, content: requireRaster(body, jpegSize(body), 'JPEG') };
    case 'image/svg+xml': {
      const content = cleanSvg(body);
      if (content === undefined) {
        throw new BadRequestError(
          'The body is no SVG with a size, has too many elements, or none that is a plain shape.',
        );
      }
      return { type, content };
    }
  }
}

function requireRaster(body: Buffer, size: ImageSize | undefined, kind: string): Buffer {
  if (size === undefined) throw new BadRequestError(`The body is no whole ${kind}.`);
  const fits = [size.width, size.height].every((side) => side >= 1 && side <= WIDEST_PIXELS);
  if (!fits) throw new BadRequestError(`The image must have from 1 to ${WIDEST_PIXELS} pixels a side.`);
  return body;
}
