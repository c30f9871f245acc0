export { buildOpenApi, setUpOpenApi } from './open-api.js';
