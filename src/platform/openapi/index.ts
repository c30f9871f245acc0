export { WITHOUT_DATABASE } from './complete-document.js';
export { buildOpenApi, setUpOpenApi } from './open-api.js';
