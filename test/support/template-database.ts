import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { createDataSource } from '../../src/data-source.js';
import { migrate } from '../../src/platform/database/index.js';

/** Migrations only. */
export const EMPTY_TEMPLATE = 'template_empty';
/** Migrations and the world of the recorded exchanges. */
export const WORLD_TEMPLATE = 'template_world';

/** Runs SQL on the server itself, outside the databases of the tests. */
export async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The address of another database on the same server. */
export function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes the empty template, and removes the world of an earlier run, whose tables may be older. */
export async function buildTemplate(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, `drop database if exists ${WORLD_TEMPLATE} with (force)`);
  await createTemplate(adminUrl, EMPTY_TEMPLATE, 'template1');
  const dataSource = createDataSource(urlOf(adminUrl, EMPTY_TEMPLATE));
  await dataSource.initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Creates a template from another one, replacing the rest of a broken run. */
export async function createTemplate(adminUrl: string, name: string, source: string): Promise<void> {
  await asAdmin(adminUrl, `drop database if exists ${name} with (force)`);
  await asAdmin(adminUrl, `create database ${name} template ${source} strategy file_copy`);
}

/** Makes the template with the world of the recorded exchanges. */
export async function readWorld(): Promise<unknown> {
  return JSON.parse(await readFile(new URL('../conformance/world.json', import.meta.url), 'utf8'));
}
