export { AnswersCursorList, cursorEnvelope, CursorQuery } from './cursor-envelope.js';
export { readCursor, writeCursor } from './cursor.js';
export { CursorList, type CursorOrder, type RequestedCursorPage } from './cursor-list.js';
export { type Conditions, ListFilters } from './list-filters.js';
export { readList } from './read-list.js';
export { AnswersList, listEnvelope, ListQuery, PageQueryField } from './list-envelope.js';
export { MOST_PER_PAGE, PageSizeQueryField, readPageSize } from './page-size.js';
export { PagedList } from './paged-list.js';
export { type PageNumber, envelopeJson, linkTo } from './pagination.js';
