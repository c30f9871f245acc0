export { ListEnvelope, PageQuery } from './list-envelope.js';
export { pageStatement, pageWindow, readPage } from './paged-list.js';
export { AnswersNoSuchPage, type PageNumber, pageJson, parsePage, resolvePage } from './pagination.js';
