import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Config, loadConfig } from '../../../config/index.js';
import { PRODUCTION_ENV } from '../../../../test/support/production-env.js';
import { SharedSecret } from './shared-secret.js';

const text = (config: Config): string | undefined => new SharedSecret(config).key?.export().toString();

describe('SharedSecret', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shared-secret-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is the configured one', async () => {
    expect(text(loadConfig({ JWT_SECRET_KEY: 'a-configured-secret', DATA_DIR: folder }))).toBe(
      'a-configured-secret',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not exist in production without the setting', async () => {
    const env = { ...PRODUCTION_ENV, JWT_SECRET_KEY: undefined, DATA_DIR: folder };
    expect(text(loadConfig(env))).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is made once, for its owner only, and kept', async () => {
    const config = loadConfig({ DATA_DIR: join(folder, 'data') });
    const secret = text(config);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(text(config)).toBe(secret);
    expect(await readdir(join(folder, 'data'))).toEqual(['jwt-secret']);
    expect((await stat(join(folder, 'data', 'jwt-secret'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that holds too little', async () => {
    await writeFile(join(folder, 'jwt-secret'), 'short\n');
    expect(() => text(loadConfig({ DATA_DIR: folder }))).toThrow('too short');
  });
});
