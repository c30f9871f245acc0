export { counted } from './counted.js';
export { isCleanText, isMailAddress } from './text.js';
export { hexOf, isUuid, parseUuid } from './uuid.js';
