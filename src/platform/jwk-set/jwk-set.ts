import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The text is not a JWK set, or holds no key that this service can use. */
export class JwkSetError extends Error {}

/** The keys of a JWK set that check signatures of tokens. */
export interface JwkSet {
  /** At least one. */
  readonly keys: readonly KeyObject[];
  /** Why other RSA keys for signatures were left out, in words that quote no key. */
  readonly leftOut: readonly string[];
  /** What is wrong with keys all the same, in such words. */
  readonly warnings: readonly string[];
}

/** The exponent of RSA or number of an elliptic curve, and the two primes of RSA. */
const PRIVATE_PARTS = ['d', 'p', 'q'] as const;

const LEAST_BITS = 2048;
const LEAST_EXPONENT = 65_537n;

/**
 * Reads the RSA signature keys of a JWK set and leaves out others, also RSA keys that are too weak. It uses only the
 * public half of a private key and warns of the other, which is not for us. It ignores the hints `alg` and `kid`.
 * @param published digests (`keyDigest`) of keys whose private half everybody can read; they are left out
 * @throws JwkSetError with the reason, without quoting the text
 */
export function parseJwkSet(text: string, published: ReadonlySet<string> = new Set()): JwkSet {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw new JwkSetError('it is not JSON');
  }
  const listed = (set as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(listed)) throw new JwkSetError('it has no list "keys"');
  const keys: KeyObject[] = [];
  const leftOut: string[] = [];
  const warnings: string[] = [];
  for (const [index, jwk] of listed.entries()) {
    if (isPrivate(jwk))
      warnings.push(`its key number ${index + 1} is a private key: whoever can read the set can sign tokens`);
    if (!isSignatureKey(jwk)) continue;
    const key = importKey(jwk);
    const problem = key === undefined ? 'is not usable' : problemOf(key, published);
    if (problem !== undefined) leftOut.push(`its key number ${index + 1} ${problem}`);
    else if (key !== undefined) keys.push(key);
  }
  if (keys.length === 0)
    throw new JwkSetError(['it holds no good RSA key for signatures', ...leftOut].join('; '));
  return { keys, leftOut, warnings };
}

/** Names a public key: the SHA-256 of its modulus, base64url. */
export function keyDigest(key: KeyObject): string {
  return createHash('sha256')
    .update(Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url'))
    .digest('base64url');
}

/** Whether an entry of any kind holds a part of a private key. */
function isPrivate(key: unknown): boolean {
  return typeof key === 'object' && key !== null && PRIVATE_PARTS.some((part) => Object.hasOwn(key, part));
}

function isSignatureKey(key: unknown): key is JsonWebKey {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, use } = key as JsonWebKey;
  return kty === 'RSA' && (use === undefined || use === 'sig');
}

function importKey({ kty, n, e }: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** An even modulus or exponent is no RSA key; with a tiny exponent some signatures can be forged. */
function problemOf(key: KeyObject, published: ReadonlySet<string>): string | undefined {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < LEAST_BITS) return `has ${modulusLength} bits; at least ${LEAST_BITS} are needed`;
  if (publicExponent < LEAST_EXPONENT || publicExponent % 2n === 0n)
    return `has the exponent ${publicExponent}; an odd one from ${LEAST_EXPONENT} on is needed`;
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url');
  if (((modulus.at(-1) ?? 0) & 1) === 0) return 'has an even modulus';
  return published.has(keyDigest(key)) ? 'is a test key whose private half everybody can read' : undefined;
}
