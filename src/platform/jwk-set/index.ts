export { type JwkSet, JwkSetError, keyDigest, parseJwkSet } from './jwk-set.js';
