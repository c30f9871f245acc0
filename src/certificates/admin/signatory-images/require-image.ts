import { BadRequestError, UnsupportedMediaTypeError } from '../../../platform/errors/index.js';
import { IMAGE_TYPES, ImageError, type ImageType, readImage } from '../../../platform/images/index.js';
import { cleanSvg } from './clean-svg.js';

/** The column has a check of the same size. */
export const LARGEST_IMAGE_BYTES = 1024 * 1024;

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
  const content = type === 'image/svg+xml' ? requireClean(body) : body;
  try {
    await readImage(type, content);
  } catch (error) {
    if (error instanceof ImageError) throw new BadRequestError(error.message);
    throw error;
  }
  return { type, content };
}

function requireClean(body: Buffer): Buffer {
  const content = cleanSvg(body);
  if (content === undefined) {
    throw new BadRequestError(
      'The body is no SVG with a size, has too many elements, or none that is a plain shape.',
    );
  }
  // Cleaning writes some characters as entities, which are longer.
  if (content.length > LARGEST_IMAGE_BYTES)
    throw new BadRequestError(`The SVG has more than ${LARGEST_IMAGE_BYTES} bytes once it is cleaned.`);
  return content;
}
