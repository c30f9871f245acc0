export { buildOpenApi, DOCS_PATH, setUpOpenApi } from './open-api.js';
