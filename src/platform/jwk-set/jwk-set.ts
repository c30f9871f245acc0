import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The set is no JWK set, or holds no key that this service could use. */
export class JwkSetError extends Error {}

/**
 * The RSA keys for signatures in a JWK set. Keys of other kinds and for encryption are left out; of a private key
 * only its public half is taken. A key's `alg` and `kid` are hints that we don't need.
 * @throws JwkSetError saying what is wrong, without quoting the text.
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
