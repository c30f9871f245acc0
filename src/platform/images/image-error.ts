/** An image that is broken, or too much work to draw. The message says why to the one who sent it. */
export class ImageError extends Error {}
