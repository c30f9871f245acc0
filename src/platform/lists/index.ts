export { findPage } from './find-page.js';
export { AnswersList, listEnvelope, PageQuery } from './list-envelope.js';
export { PagedList, type PageRequest } from './paged-list.js';
export { type PageNumber, pageJson } from './pagination.js';
