import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import request from 'supertest';
import { apiDocument } from '../../src/api-document.js';
import { AppModule } from '../../src/app.module.js';
import { type Env, loadConfig, platformOptions } from '../../src/config/index.js';
import { Database } from '../../src/platform/database/index.js';
import { createApplication } from '../../src/platform/http/index.js';
import { createLogger } from '../../src/platform/telemetry/index.js';
import { AnswerCheckModule } from './answer-check.js';
import { freePort } from './free-port.js';
import { EMPTY_TEMPLATE, WORLD_TEMPLATE } from './template-database.js';
import { createTestDatabase } from './test-database.js';
import { type Claims, mintToken } from './tokens.js';
import { ensureWorldTemplate } from './world-template.js';

export interface TestAppOptions {
  /** Settings beside those of the recorded exchanges. */
  readonly env?: Env;
  /** Start with the world of the recorded exchanges. Default: an empty database. */
  readonly world?: boolean;
  /** Takes the log lines. Default: standard output, as far as `LOG_LEVEL` lets them. */
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
  JWT_SECRET_KEY: 'conformance-secret-conformance-secret',
  JWT_ISSUER: 'http://conformance/oauth2',
  JWT_AUDIENCE: 'conformance',
  JWT_PUBLIC_SIGNING_JWK_SET: fileURLToPath(new URL('../conformance/jwks.json', import.meta.url)),
  LEARNER_STATUS_WORKER: 'status_worker',
  USERNAME_REPLACEMENT_WORKER: 'replacement_worker',
  LEARNER_RECORD_MFE_RECORDS_PAGE_URL: 'http://learner-record.conformance.example/',
  THROTTLE_CREDENTIALS: 'off',
  THROTTLE_GRADES: 'off',
  THROTTLE_RECORDS: 'off',
  LOG_LEVEL: 'silent',
};

/** Boots the application as main does, on a free port of loopback. */
export async function createTestApp({ env = {}, world = false, log }: TestAppOptions = {}): Promise<TestApp> {
  if (world) await ensureWorldTemplate(loadConfig({ ...CONFORMANCE_ENV, ROLE: 'api' }));
  const testDatabase = await createTestDatabase(world ? WORLD_TEMPLATE : EMPTY_TEMPLATE);
  const dataDir = await mkdtemp(join(tmpdir(), 'credentials-test-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    ...CONFORMANCE_ENV,
    PUBLIC_URL: base,
    PORT: String(port),
    DATA_DIR: dataDir,
    ...env,
  });
  const module = AppModule.register(config, testDatabase.url);
  const app = await createApplication(
    { ...module, imports: [...(module.imports ?? []), AnswerCheckModule] },
    apiDocument,
    platformOptions(config).http,
    createLogger(config.logLevel, log && { write: log }),
  );
  await app.listen(port, '127.0.0.1');
  return {
    app,
    base,
    request: request(base),
    database: app.get(Database, { strict: false }),
    dataSource: app.get(DataSource, { strict: false }),
    databaseUrl: testDatabase.url,
    token: (username, claims) => mintToken(username, claims),
    as: (username, claims) => `JWT ${mintToken(username, claims)}`,
    close: async () => {
      await app.close();
      await testDatabase.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
