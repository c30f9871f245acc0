import { ImageError, MOST_WORK, readImage, type ReadableImage } from '../../platform/images/index.js';
import type { LeftOut, PdfSignature } from './pdf-job.js';

/** Images by position, and those that cannot be drawn. */
export interface Signatures {
  readonly images: ReadonlyMap<number, ReadableImage>;
  readonly leftOut: readonly LeftOut[];
}

/** Reads the signatures that one certificate has time for, in their order. @param atSignature hears what is read */
export async function readSignatures(
  signatures: readonly PdfSignature[],
  atSignature: (position: number | null) => void,
): Promise<Signatures> {
  const images = new Map<number, ReadableImage>();
  const leftOut: LeftOut[] = [];
  let remaining = MOST_WORK;
  for (const { position, type, content } of signatures) {
    atSignature(position);
    try {
      const image = await readImage(type, Buffer.from(content), remaining);
      remaining -= image.work;
      images.set(position, image);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      leftOut.push({ position, reason: error.message });
    }
  }
  atSignature(null);
  return { images, leftOut };
}
