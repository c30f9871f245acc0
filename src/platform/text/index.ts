export { isCleanText, isMailAddress } from './text.js';
