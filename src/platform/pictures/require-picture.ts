import { BadRequestError, ErrorWords, UnsupportedMediaTypeError } from '../errors/index.js';
import { type CheckedImage, checkImage, IMAGE_TYPES, ImageError, imageTypeNamed } from '../images/index.js';

/**
 * The picture in a request's body. Its content must have the type that the header names.
 * @throws UnsupportedMediaTypeError, or BadRequestError saying what is wrong with it
 */
export async function requirePicture(contentType: string | undefined, body: unknown): Promise<CheckedImage> {
  const type = imageTypeNamed(contentType);
  if (type === undefined || !Buffer.isBuffer(body))
    throw new UnsupportedMediaTypeError(ErrorWords.imageWanted(IMAGE_TYPES));
  try {
    return await checkImage(body, type);
  } catch (error) {
    throw error instanceof ImageError ? new BadRequestError(error.message) : error;
  }
}
