import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** An API key, taken apart. */
export interface ApiKeyParts {
  /** Names the key in lists and logs; no secret. */
  readonly keyId: string;
  /** SHA-256 of the secret. */
  readonly digest: Buffer;
}

/** All keys begin like this, so that scanners of repositories and people recognise one. No token does. */
export const API_KEY_PREFIX = 'ck_';

/** 64 bits that name the key, 256 of the secret, 32 of the checksum over both. */
const FORM = /^ck_([0-9a-f]{16})([0-9a-f]{64})([0-9a-f]{8})$/;

/**
 * Takes a key apart; undefined for a text that is none. The checksum tells a misspelt or made-up key without SQL.
 *
 * The secret is random, so one round of SHA-256 protects it: nobody can try 2^256 of them. A slow hash is for passwords
 * that people choose, and would cost each request its time.
 */
export function readApiKey(text: string): ApiKeyParts | undefined {
  const [, keyId, secret, checksum] = FORM.exec(text) ?? [];
  if (keyId === undefined || secret === undefined || checksum !== checksumOf(keyId + secret))
    return undefined;
  return { keyId, digest: digestOf(secret) };
}

/** Draws a new key. Its text is shown once and stored nowhere. @param keyId for examples, else it is drawn, too */
export function drawApiKey(keyId = randomBytes(8).toString('hex')): ApiKeyParts & { readonly text: string } {
  const secret = randomBytes(32).toString('hex');
  const text = `${API_KEY_PREFIX}${keyId}${secret}${checksumOf(keyId + secret)}`;
  return { keyId, digest: digestOf(secret), text };
}

function digestOf(secret: string): Buffer {
  return hash('sha256', Buffer.from(secret, 'hex'), 'buffer');
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
