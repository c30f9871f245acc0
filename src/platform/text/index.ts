export { counted } from './counted.js';
export { excessOf, type JsonLimits } from './json-size.js';
export { LARGEST_ID, LARGEST_WIDE_ID, parseNumber } from './number.js';
export {
  hasAtMost,
  inOneLine,
  isBlank,
  isCleanText,
  isMailAddress,
  isSingleLine,
  isWebAddress,
} from './text.js';
export { shortened, textOfHtml } from './plain-text.js';
export { dashed, hexOf, isStoredUuid, isUuid, parseUuid } from './uuid.js';
export { BYTE_ORDER_MARK, csvRows } from './csv.js';
