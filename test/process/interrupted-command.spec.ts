import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findLocation } from '../../src/embedded-postgres/location.js';
import { readPidFile } from '../../src/embedded-postgres/pid-file.js';
import { inheritedEnv } from '../support/inherited-env.js';
import { makeTestFolder } from '../support/test-server.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await makeTestFolder();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('a command that is interrupted while it starts PostgreSQL leaves none running', async () => {
  const dataDir = join(folder, 'data');
  const child = spawn(process.execPath, ['dist/cli/cli.js', 'migrate'], {
    cwd: ROOT,
    env: { ...inheritedEnv(), DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    const before = said;
    said += chunk.toString();
    const begins = 'creating a PostgreSQL database';
    if (said.includes(begins) && !before.includes(begins)) child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(said).not.toContain('does not answer');
  const { cluster } = (await findLocation(dataDir))!;
  expect(readPidFile(cluster)).toBeUndefined();
}, 60_000);
