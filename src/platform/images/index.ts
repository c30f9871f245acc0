export { type CheckedImage, checkImage, imageTypeNamed, LARGEST_IMAGE_BYTES } from './check-image.js';
export { ImageError } from './image-error.js';
export { IMAGE_TYPES, type ImageType } from './image-types.js';
export { painter } from './painter.js';
export { requireDrawable } from './require-drawable.js';
