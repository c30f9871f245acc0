export { counted } from './counted.js';
export { LARGEST_ID, parseNumber } from './number.js';
export { hasAtMost, isCleanText, isMailAddress, isSingleLine, isWebAddress } from './text.js';
export { dashed, hexOf, isStoredUuid, isUuid, parseUuid } from './uuid.js';
