import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Env } from '../../src/config/index.js';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Settings with which a production process starts: keys that nobody else has, and addresses that others reach. */
export const PRODUCTION_ENV: Env = {
  NODE_ENV: 'production',
  JWT_SECRET_KEY: randomBytes(32).toString('base64url'),
  JWT_PUBLIC_SIGNING_JWK_SET: JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }),
  PUBLIC_URL: 'https://credentials.example.org',
  DATABASE_URL: 'postgres://credentials@database.example.org/credentials',
};
