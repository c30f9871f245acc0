import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { Env } from '../../src/config/index.js';
import { createDataSource } from '../../src/data-source.js';
import { command } from './command-line.js';
import { PRODUCTION_ENV } from './production-env.js';
import { CONFORMANCE_ENV } from './test-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** An installation of the test file's own, in which `doctor` finds nothing but what the tests change. */
export function useDoctor() {
  let database: TestDatabase;
  let dataSource: DataSource;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    folder = await mkdtemp(join(tmpdir(), 'credentials-doctor-'));
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  return {
    get dataSource(): DataSource {
      return dataSource;
    },
    get folder(): string {
      return folder;
    },
    /** Runs `cli doctor`. */
    doctor: (settings: Env = {}) =>
      command(
        {
          ...CONFORMANCE_ENV,
          JWT_SECRET_KEY: PRODUCTION_ENV.JWT_SECRET_KEY,
          LEARNER_STATUS_WORKER: '',
          USERNAME_REPLACEMENT_WORKER: '',
          DATABASE_URL: database.url,
          DATA_DIR: folder,
          PUBLIC_URL: 'http://127.0.0.1:1',
          ...settings,
        },
        'doctor',
      ),
  };
}
