import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import request from 'supertest';
import { DOCUMENT_FILE } from '../../src/api-document.js';
import { AppModule } from '../../src/app.module.js';
import { type Env, loadConfig, platformOptions } from '../../src/config/index.js';
import { Database } from '../../src/platform/database/index.js';
import { createApplication } from '../../src/platform/http/index.js';
import { createLogger } from '../../src/platform/telemetry/index.js';
import { AnswerCheckModule } from './answer-check.js';
import { ApplicationOutput, watchSecrets } from './canaries/index.js';
import { freePort } from './free-port.js';
import { EMPTY_TEMPLATE, WORLD_TEMPLATE } from './template-database.js';
import { createTestDatabase } from './test-database.js';
import { type Claims, mintToken, TOKEN_SETTINGS } from './tokens.js';
import { ensureWorldTemplate } from './world-template.js';

export interface TestAppOptions {
  /** Settings beside those of the recorded exchanges. */
  readonly env?: Env;
  /** Start with the world of the recorded exchanges. Default: an empty database. */
  readonly world?: boolean;
  /** The database of another test application: two processes of one installation share it. */
  readonly databaseUrl?: string;
  /** Takes the log lines that `LOG_LEVEL` lets through. */
  readonly log?: (line: string) => void;
}

/** The booted application on a database of its own. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly base: string;
  readonly request: ReturnType<typeof request>;
  readonly database: Database;
  readonly dataSource: DataSource;
  readonly databaseUrl: string;
  token(username: string, claims?: Claims): string;
  /** The value of an Authorization header for that user. */
  as(username: string, claims?: Claims): string;
  close(): Promise<void>;
}

/** The settings of the recorded exchanges. */
export const CONFORMANCE_ENV: Env = {
  ...TOKEN_SETTINGS,
  JWT_PUBLIC_SIGNING_JWK_SET: fileURLToPath(new URL('../conformance/jwks.json', import.meta.url)),
  LEARNER_STATUS_WORKER: 'status_worker',
  USERNAME_REPLACEMENT_WORKER: 'replacement_worker',
  LEARNER_RECORD_MFE_RECORDS_PAGE_URL: 'http://learner-record.conformance.example/',
  THROTTLE_CREDENTIALS: 'off',
  THROTTLE_GRADES: 'off',
  THROTTLE_RECORDS: 'off',
  // On a busy machine a test fails for its reasons only. The tests of this limit set it themselves.
  REQUEST_TIMEOUT: '120',
  LOG_LEVEL: 'silent',
};

/** Boots the application as main does, on a free port of loopback. */
export async function createTestApp({
  env = {},
  world = false,
  databaseUrl,
  log,
}: TestAppOptions = {}): Promise<TestApp> {
  if (world) await ensureWorldTemplate(loadConfig({ ...CONFORMANCE_ENV, ROLE: 'api' }));
  const own =
    databaseUrl === undefined ? await createTestDatabase(world ? WORLD_TEMPLATE : EMPTY_TEMPLATE) : undefined;
  const url = databaseUrl ?? own!.url;
  const dataDir = await mkdtemp(join(tmpdir(), 'credentials-test-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const settings = { ...CONFORMANCE_ENV, PUBLIC_URL: base, PORT: String(port), DATA_DIR: dataDir, ...env };
  const config = loadConfig(settings);
  watchSecrets({ ...settings, DATABASE_URL: url });
  const output = new ApplicationOutput();
  const module = AppModule.register(config, url);
  const app = await createApplication(
    { ...module, imports: [...(module.imports ?? []), AnswerCheckModule] },
    DOCUMENT_FILE,
    platformOptions(config).http,
    // Without a reader all lines are written, so that they are searched for canaries.
    createLogger(log === undefined ? 'debug' : config.logLevel, {
      write: (line) => {
        output.write(line);
        log?.(line);
      },
    }),
  );
  await app.listen(port, '127.0.0.1');
  return {
    app,
    base,
    request: request(base),
    database: app.get(Database, { strict: false }),
    dataSource: app.get(DataSource, { strict: false }),
    databaseUrl: url,
    token: (username, claims) => mintToken(username, claims),
    as: (username, claims) => `JWT ${mintToken(username, claims)}`,
    close: async () => {
      const scrape = await app.inject('/metrics').then(
        ({ body }) => body,
        () => '',
      );
      await app.close();
      await output.search(url, scrape);
      await own?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
