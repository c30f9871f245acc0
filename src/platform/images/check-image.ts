import { cleanSvg } from './clean-svg.js';
import { ImageError } from './image-error.js';
import { IMAGE_TYPES, type ImageType } from './image-types.js';
import { requireDrawable } from './require-drawable.js';
import { withViewBox } from './svg-frame.js';

/** Columns that hold an image have a check of the same size. */
export const LARGEST_IMAGE_BYTES = 1024 * 1024;

export interface CheckedImage {
  readonly type: ImageType;
  readonly content: Buffer;
}

/**
 * Checks an image from outside by its content.
 * @param type the media type that its content must have; by default it is told from the first bytes
 * @returns the image, unchanged unless it is an SVG, which is cleaned
 * @throws ImageError
 */
export async function checkImage(bytes: Buffer, type = typeOf(bytes)): Promise<CheckedImage> {
  const shown = pixelTypeOf(bytes);
  if (shown !== undefined && shown !== type) throw new ImageError(`The body is ${shown}, not ${type}.`);
  const content = type === 'image/svg+xml' ? requireClean(bytes) : bytes;
  await requireDrawable(type, content);
  return { type, content };
}

/** The image type with this name, as a header may write it. */
export function imageTypeNamed(contentType: string | undefined): ImageType | undefined {
  const name = contentType?.split(';')[0]?.trim().toLowerCase();
  return IMAGE_TYPES.find((type) => type === name);
}

const BEGINNINGS: readonly (readonly [type: ImageType, start: Buffer])[] = [
  ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['image/jpeg', Buffer.from('ffd8ff', 'hex')],
];
const BYTE_ORDER_MARK = Buffer.from('efbbbf', 'hex');

/** An SVG begins with `<`; `cleanSvg` finds out whether it is one. @throws ImageError */
function typeOf(bytes: Buffer): ImageType {
  const type = pixelTypeOf(bytes);
  if (type !== undefined) return type;
  const hasMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const text = bytes.subarray(hasMark ? BYTE_ORDER_MARK.length : 0, 1000).toString('latin1');
  if (/^\s*</.test(text)) return 'image/svg+xml';
  throw new ImageError('It is neither PNG, JPEG nor SVG.');
}

function pixelTypeOf(bytes: Buffer): ImageType | undefined {
  return BEGINNINGS.find(([, start]) => bytes.subarray(0, start.length).equals(start))?.[0];
}

function requireClean(bytes: Buffer): Buffer {
  const clean = cleanSvg(bytes);
  requireSmall(clean);
  return requireSmall(withViewBox(clean));
}

/** Cleaning writes some characters as entities, which are longer. @throws ImageError */
function requireSmall(svg: string): Buffer {
  const content = Buffer.from(svg);
  if (content.length > LARGEST_IMAGE_BYTES)
    throw new ImageError(`The SVG has more than ${LARGEST_IMAGE_BYTES} bytes once it is cleaned.`);
  return content;
}
