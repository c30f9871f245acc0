import { ValidationError } from '../errors/index.js';
import { parseNumber } from '../text/index.js';
import { Messages } from '../validation/index.js';
import { ITEMS_PER_PAGE } from './pagination.js';

/** Items of the largest page. */
export const MOST_PER_PAGE = 500;

/** Reads `page_size`; absent or empty it is the usual one. @throws ValidationError */
export function readPageSize(text: string | undefined): number {
  if (text === undefined || text === '') return ITEMS_PER_PAGE;
  const size = parseNumber(text, 9);
  if (size === undefined) throw new ValidationError({ page_size: [Messages.notInteger] });
  if (size < 1) throw new ValidationError({ page_size: [Messages.tooSmall(1)] });
  if (size > MOST_PER_PAGE) throw new ValidationError({ page_size: [Messages.tooLarge(MOST_PER_PAGE)] });
  return size;
}
