export { fetchPicture } from './fetch-picture.js';
export { OwnedPicture, PictureChecks } from './owned-picture.js';
export { OwnedPictures } from './owned-pictures.js';
export { PICTURE_POLICY, pictureController } from './picture-controller.js';
export { NO_PICTURE, type PictureStore, type Place } from './picture-store.js';
export { PictureAnswer, PictureInfo } from './picture.answer.js';
