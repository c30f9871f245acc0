export { findPage } from './find-page.js';
export { ListEnvelope, PageQuery } from './list-envelope.js';
export { PagedList, type PageRequest, pageWindow } from './paged-list.js';
export { type PageNumber, pageJson, parsePage, resolvePage } from './pagination.js';
