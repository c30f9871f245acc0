import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ConfigurationError, loadConfig } from '../../../config/index.js';
import { PublicKeys } from './public-keys.js';

const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [first, second, foreign] = [newPair(), newPair(), newPair()];
const setOf = (...keys: KeyObject[]): string =>
  JSON.stringify({ keys: keys.map((key) => key.export({ format: 'jwk' })) });
const sign = (key: KeyObject, digest = 'RSA-SHA512'): Buffer => createSign(digest).update('signed').sign(key);

describe('PublicKeys', () => {
  let folder: string;
  let path: string;
  let keys: PublicKeys;

  const start = async (setting: string | undefined): Promise<PublicKeys> => {
    keys = new PublicKeys(loadConfig({ JWT_PUBLIC_SIGNING_JWK_SET: setting }));
    await keys.onModuleInit();
    return keys;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'public-keys-'));
    path = join(folder, 'jwks.json');
    keys = new PublicKeys(loadConfig({}));
  });

  afterEach(async () => {
    keys.onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  it('finds whichever key made a signature, by RS256 and RS512', async () => {
    await start(setOf(first.publicKey, second.publicKey));
    expect((await keys.find('RS512', 'signed', sign(second.privateKey)))?.equals(second.publicKey)).toBe(
      true,
    );
    expect(
      (await keys.find('RS256', 'signed', sign(first.privateKey, 'RSA-SHA256')))?.equals(first.publicKey),
    ).toBe(true);
  });

  it('finds none for a foreign key, another text or another digest', async () => {
    await start(setOf(first.publicKey));
    expect(await keys.find('RS512', 'signed', sign(foreign.privateKey))).toBeUndefined();
    expect(await keys.find('RS512', 'other', sign(first.privateKey))).toBeUndefined();
    expect(await keys.find('RS256', 'signed', sign(first.privateKey))).toBeUndefined();
  });

  it('warns of a private key, which is not for this service, without quoting it', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    try {
      await start(setOf(first.publicKey, second.privateKey));
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(/^The JWK set needs a change: its key number 2 is a private key: [\w ]+$/)],
      ]);
    } finally {
      warn.mockRestore();
    }
  });

  it('finds none when no set is configured', async () => {
    await start(undefined);
    expect(await keys.find('RS512', 'signed', sign(first.privateKey))).toBeUndefined();
  });

  it('stops the start when the text or the file is no usable set', async () => {
    await expect(start('{"keys":[]}')).rejects.toThrow(ConfigurationError);
    await expect(start(join(folder, 'none.json'))).rejects.toThrow(ConfigurationError);
  });

  it('stops the start when the file is no longer what it was when the settings were checked', async () => {
    await writeFile(path, setOf(first.publicKey));
    keys = new PublicKeys(loadConfig({ JWT_PUBLIC_SIGNING_JWK_SET: path }));
    await writeFile(path, '{"keys":[]}');
    await expect(keys.onModuleInit()).rejects.toThrow(ConfigurationError);
  });

  it('starts without a set whose address does not answer', async () => {
    await start('https://127.0.0.1:1/jwks');
    expect(await keys.find('RS512', 'signed', sign(first.privateKey))).toBeUndefined();
  });

  it('replaces the keys when the file has changed, and says so to whoever listens', async () => {
    await writeFile(path, setOf(first.publicKey));
    await start(path);
    let changes = 0;
    keys.onChange(() => (changes += 1));
    await keys.refresh();
    expect(changes).toBe(0);
    await writeFile(path, setOf(second.publicKey));
    await keys.refresh();
    expect(changes).toBe(1);
    expect(await keys.find('RS512', 'signed', sign(first.privateKey))).toBeUndefined();
    expect(await keys.find('RS512', 'signed', sign(second.privateKey))).toBeDefined();
  });

  it('keeps the keys when a later read fails', async () => {
    await writeFile(path, setOf(first.publicKey));
    await start(path);
    await writeFile(path, 'half a fi');
    await keys.refresh();
    expect(await keys.find('RS512', 'signed', sign(first.privateKey))).toBeDefined();
  });

  it('keeps the keys when a later set has no good one, and leaves weak ones out of a set that has', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    await writeFile(path, setOf(first.publicKey));
    await start(path);
    for (const bad of [setOf(weak.publicKey), '{"keys":[]}']) {
      await writeFile(path, bad);
      await keys.refresh();
      expect(await keys.find('RS512', 'signed', sign(first.privateKey))).toBeDefined();
    }
    await writeFile(path, setOf(weak.publicKey, second.publicKey));
    await keys.refresh();
    expect(await keys.find('RS512', 'signed', sign(weak.privateKey))).toBeUndefined();
    expect(await keys.find('RS512', 'signed', sign(second.privateKey))).toBeDefined();
    expect(await keys.find('RS512', 'signed', sign(first.privateKey))).toBeUndefined();
  });

  it('reads the set again for a token that no key fits, but not for each such token', async () => {
    await writeFile(path, setOf(first.publicKey));
    await start(path);
    await writeFile(path, setOf(first.publicKey, second.publicKey));
    expect(await keys.find('RS512', 'signed', sign(second.privateKey))).toBeDefined();
    await writeFile(path, setOf(first.publicKey, second.publicKey, foreign.publicKey));
    expect(await keys.find('RS512', 'signed', sign(foreign.privateKey))).toBeUndefined();
  });
});
