import { ImageError } from './image-error.js';
import type { ImageSize } from './image-size.js';
import { checkSvg } from './check-svg.js';
import { jpegSize } from './jpeg-size.js';
import { hasUsualProfiles, readPng, unpacksToAnnouncedSize } from './png.js';

/** Longest side. A page that shows a wider image would need hundreds of megabytes to unpack it. */
export const WIDEST_PIXELS = 4096;

/** Checks by its content that an image of a type can be drawn, in little time and memory. @throws ImageError */
export async function requireDrawable(type: string, content: Buffer): Promise<void> {
  switch (type) {
    case 'image/png': {
      const png = readPng(content);
      if (png === undefined) throw new ImageError('The body is no whole PNG.');
      requireSize(png.header);
      if (!(await unpacksToAnnouncedSize(png))) throw new ImageError('The PNG is not what its header says.');
      if (!(await hasUsualProfiles(png)))
        throw new ImageError('The PNG has a colour profile that does not unpack, or to more than 4 MiB.');
      return;
    }
    case 'image/jpeg': {
      const size = jpegSize(content);
      if (size === undefined) throw new ImageError('The body is no whole JPEG.');
      requireSize(size);
      return;
    }
    case 'image/svg+xml':
      checkSvg(content.toString());
      return;
    default:
      throw new ImageError('It is neither PNG, JPEG nor SVG.');
  }
}

function requireSize({ width, height }: ImageSize): void {
  if (![width, height].every((side) => side >= 1 && side <= WIDEST_PIXELS))
    throw new ImageError(`The image must have from 1 to ${WIDEST_PIXELS} pixels a side.`);
}
