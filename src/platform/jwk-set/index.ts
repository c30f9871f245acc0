export { JwkSetError, parseJwkSet } from './jwk-set.js';
