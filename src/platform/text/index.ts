export { counted } from './counted.js';
export { ErrorWords } from './error-words.js';
export { isCleanText, isMailAddress } from './text.js';
