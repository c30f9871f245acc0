import { afterAll, beforeAll } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';
import { Database } from '../../src/platform/database/index.js';
import { createTestDatabase } from './test-database.js';

/** A database of the tests' own without an application, and open connections to it. */
export interface OpenDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly database: Database;
  close(): Promise<void>;
}

export async function openDatabase(): Promise<OpenDatabase> {
  const { url, drop } = await createTestDatabase();
  const dataSource = await createDataSource(url).initialize();
  return {
    url,
    dataSource,
    database: new Database(dataSource),
    close: async () => {
      await dataSource.destroy();
      await drop();
    },
  };
}

/** Opens one for the tests of the surrounding `describe`. Its properties are there from `beforeAll` on. */
export function useOpenDatabase(): OpenDatabase {
  const test = {} as OpenDatabase;
  beforeAll(async () => {
    Object.assign(test, await openDatabase());
  });
  afterAll(() => test.close());
  return test;
}
