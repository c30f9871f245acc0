export { counted } from './counted.js';
export { isCleanText, isMailAddress } from './text.js';
