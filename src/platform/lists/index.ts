export { readList } from './read-list.js';
export { AnswersList, listEnvelope, ListQuery } from './list-envelope.js';
export { PagedList } from './paged-list.js';
export { type PageNumber, envelopeJson } from './pagination.js';
