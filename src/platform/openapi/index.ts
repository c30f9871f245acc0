export { WITHOUT_DATABASE } from './complete-document.js';
export { buildOpenApi, type DocumentOptions, setUpOpenApi } from './open-api.js';
