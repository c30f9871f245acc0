import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../../config/index.js';
import { PublicKeys } from '../keys/public-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

const newSet = (): string =>
  JSON.stringify({
    keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })],
  });
const claims = (expiresAt: number) => ({ username: 'ann', expiresAt, issuedAt: new Date(), profile: {} });

describe('VerifiedTokens', () => {
  let folder: string;
  let path: string;
  let keys: PublicKeys;
  let tokens: VerifiedTokens;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verified-tokens-'));
    path = join(folder, 'jwks.json');
    await writeFile(path, newSet());
    keys = new PublicKeys(loadConfig({ JWT_PUBLIC_SIGNING_JWK_SET: path }));
    await keys.onModuleInit();
    tokens = new VerifiedTokens(keys);
  });

  afterEach(async () => {
    jest.useRealTimers();
    keys.onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  it('knows whose a token is until it expires, to the second', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    tokens.add('token', claims(1_060_000), tokens.keySet);
    jest.setSystemTime(1_059_999);
    expect(tokens.find('token')?.username).toBe('ann');
    jest.setSystemTime(1_060_000);
    expect(tokens.find('token')).toBeUndefined();
    expect(tokens.find('other')).toBeUndefined();
  });

  it('forgets all when the keys change', async () => {
    tokens.add('token', claims(Date.now() + 60_000), tokens.keySet);
    await writeFile(path, newSet());
    await keys.refresh();
    expect(tokens.find('token')).toBeUndefined();
  });

  it('does not remember a token that was checked with the keys before', async () => {
    const { keySet } = tokens;
    await writeFile(path, newSet());
    await keys.refresh();
    tokens.add('token', claims(Date.now() + 60_000), keySet);
    expect(tokens.find('token')).toBeUndefined();
  });
});
