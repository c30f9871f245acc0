import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../../src/config/index.js';
import { command } from './command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from './test-app.js';
import { createTestDatabase } from './test-database.js';

export interface DemoApp {
  readonly test: TestApp;
  /** The token that the command prints, without its scheme. */
  readonly token: string;
  close(): Promise<void>;
}

/** The application on a database with the world of `cli demo`, from which the API document takes its examples. */
export async function createDemoApp(env: Env = {}, log?: (line: string) => void): Promise<DemoApp> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'credentials-demo-'));
  const { code, out } = await command(
    { ...CONFORMANCE_ENV, DATABASE_URL: database.url, DATA_DIR: folder },
    'demo',
  );
  const [, token] = /^JWT (\S+)$/m.exec(out) ?? [];
  if (code !== 0 || token === undefined) throw new Error(`cli demo ended with code ${code}`);
  const test = await createTestApp({
    databaseUrl: database.url,
    env: { USERNAME_REPLACEMENT_WORKER: 'demo_registrar', ...env },
    ...(log ? { log } : {}),
  });
  const close = async () => {
    await test.close();
    await database.drop();
    await rm(folder, { recursive: true });
  };
  return { test, token, close };
}
