export { FIELD_ERRORS, WRONG_INPUT } from './error-schemas.js';
export { ERROR_PAGES, RETRY_AFTER, WITHOUT_DATABASE } from './complete-document.js';
export { buildOpenApi, type DocumentOptions } from './open-api.js';
export { documentFiles, type DocumentFile } from './document-files.js';
