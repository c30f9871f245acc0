import { ValidationError } from '../errors/index.js';
import { parseNumber } from '../text/index.js';
import { Messages, QueryField } from '../validation/index.js';
import { ITEMS_PER_PAGE } from './pagination.js';

/** Items of the largest page. */
export const MOST_PER_PAGE = 500;

/** The number of items to a page. */
export function PageSizeQueryField(): PropertyDecorator {
  return QueryField({
    description: `Items to a page, 1 to ${MOST_PER_PAGE}. Another value is a 400.`,
    type: String,
    pattern: '^(0{0,6}([1-9][0-9]?|[1-4][0-9][0-9]|500))?$',
    example: '20',
  });
}

/** Reads `page_size`; absent or empty it is the usual one. @throws ValidationError */
export function readPageSize(text: string | undefined): number {
  if (text === undefined || text === '') return ITEMS_PER_PAGE;
  const size = parseNumber(text, 9);
  if (size === undefined) throw new ValidationError({ page_size: [Messages.notInteger] });
  if (size < 1) throw new ValidationError({ page_size: [Messages.tooSmall(1)] });
  if (size > MOST_PER_PAGE) throw new ValidationError({ page_size: [Messages.tooLarge(MOST_PER_PAGE)] });
  return size;
}
