import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The text is not a JWK set, or holds no key that this service can use. */
export class JwkSetError extends Error {}

/**
 * Reads the RSA signature keys of a JWK set and leaves out others. It uses only the public half of a private key, and
 * ignores the hints `alg` and `kid`.
 * @throws JwkSetError with the reason, without quoting the text
 */
export function parseJwkSet(text: string): KeyObject[] {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw new JwkSetError('it is not JSON');
  }
  const keys = (set as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new JwkSetError('it has no list "keys"');
  const usable = keys.filter(isSignatureKey).map(importKey);
  if (usable.length === 0) throw new JwkSetError('it holds no RSA key for signatures');
  return usable;
}

function isSignatureKey(key: unknown): key is JsonWebKey {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, use } = key as JsonWebKey;
  return kty === 'RSA' && (use === undefined || use === 'sig');
}

function importKey({ kty, n, e }: JsonWebKey, index: number): KeyObject {
  try {
    return createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  } catch {
    throw new JwkSetError(`its RSA key number ${index + 1} is not usable`);
  }
}
