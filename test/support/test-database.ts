import { randomBytes } from 'node:crypto';
import { ConsoleOutput } from './canaries/index.js';
import { asAdmin, EMPTY_TEMPLATE, urlOf } from './template-database.js';

/** A database of one test file's own. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export function testServerUrl(): string {
  const url = process.env.TEST_PG;
  if (url === undefined) throw new Error('TEST_PG is not set: run the tests with npm test');
  return url;
}

/** Clones a template, so that files run in any order and in parallel. */
export async function createTestDatabase(template = EMPTY_TEMPLATE): Promise<TestDatabase> {
  const admin = testServerUrl();
  const name = `t_${process.env.JEST_WORKER_ID ?? '0'}_${randomBytes(6).toString('hex')}`;
  await asAdmin(admin, `create database ${name} template ${template} strategy file_copy`);
  const url = urlOf(admin, name);
  const output = new ConsoleOutput();
  return {
    url,
    drop: async () => {
      try {
        await output.search(url);
      } finally {
        await asAdmin(admin, `drop database ${name} with (force)`);
      }
    },
  };
}
