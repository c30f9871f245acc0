import type { ImageSize } from './image-size.js';

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;

/** Frame headers, which hold the size; the three codes between them mean something else. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The size in a JPEG's frame header; undefined when it is no JPEG, is cut off, or ends after the header. */
export function jpegSize(image: Buffer): ImageSize | undefined {
  if (image.length < 4 || image[0] !== 0xff || image[1] !== START) return undefined;
  if (!image.includes(Buffer.from([0xff, END]))) return undefined;
  let size: ImageSize | undefined;
  let at = 2;
  while (at + 9 <= image.length && image[at] === 0xff) {
    const marker = image[at + 1]!;
    if (marker === 0xff) {
      // Any number of these bytes may stand before a marker.
      at += 1;
    } else if (marker === SCAN) {
      return size;
    } else {
      if (isFrame(marker)) size = { height: image.readUInt16BE(at + 5), width: image.readUInt16BE(at + 7) };
      at += 2 + image.readUInt16BE(at + 2);
    }
  }
  return undefined;
}
