import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';

const FILE = 'jwt-secret';

/**
 * The HS256 key that this service shares with issuers of tokens: `JWT_SECRET_KEY`, or outside production a generated
 * one in the data folder. In production without the setting there is no key.
 */
@Injectable()
export class SharedSecret {
  /** Undefined: HS256 tokens are refused. */
  readonly key: KeyObject | undefined;

  constructor(config: Config) {
    const { jwtSecretKey: secret } = config;
    if (secret !== undefined) {
      this.key = createSecretKey(Buffer.from(secret));
    } else if (!config.production) this.key = createSecretKey(Buffer.from(generatedSecret(config.dataDir)));
  }
}

/** The secret in the data folder, created if it is missing. Processes that start together get the same one. */
function generatedSecret(folder: string): string {
  const path = join(folder, FILE);
  const known = readSecret(path);
  if (known !== undefined) return known;
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link fails when the name exists, and it never shows a half-written file.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const secret = readSecret(path);
  if (secret === undefined) throw new Error(`There is no secret in ${path}`);
  return secret;
}

/** @throws Error when the file exists but cannot be one that this service wrote */
function readSecret(path: string): string | undefined {
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (secret.length < 32)
    throw new Error(`${path} is too short for a secret: remove it and a new one will be made`);
  return secret;
}
