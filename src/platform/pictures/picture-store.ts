import type { CheckedImage } from '../images/index.js';
import type { PictureAnswer } from './picture.answer.js';

/** The parameters of a route's path, which say whose picture it is. */
export type Place = Readonly<Record<string, string>>;

/** Reads, sets and removes the pictures behind a route. */
export interface PictureStore {
  /** @throws NotFoundError */
  read(place: Place): Promise<{ readonly type: string; readonly image: Buffer }>;
  /** @throws NotFoundError, PreconditionFailedError */
  write(place: Place, image: CheckedImage, ifMatch: string | undefined): Promise<PictureAnswer>;
  /** @throws NotFoundError, PreconditionFailedError */
  remove(place: Place, ifMatch: string | undefined): Promise<void>;
}

export const NO_PICTURE = 'There is no such image.';
