export { findPage } from './find-page.js';
export { ListEnvelope, PageQuery } from './list-envelope.js';
export { PagedList, type PageRequest } from './paged-list.js';
export { AnswersNoSuchPage, type PageNumber, pageJson } from './pagination.js';
