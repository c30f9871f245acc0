import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { createDataSource } from '../../src/data-source.js';
import { migrate } from '../../src/platform/database/index.js';

/** Migrations applied, nothing else. */
export const EMPTY_TEMPLATE = 'template_empty';
/** The world of the recorded exchanges besides. */
export const WORLD_TEMPLATE = 'template_world';

/** Runs SQL on the server itself, outside of any database of the tests. */
export async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes the empty template. A world that an earlier run has left on this server goes: it may be of older tables. */
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

/** Creates a template from another one, also where a broken run has left it. */
export async function createTemplate(adminUrl: string, name: string, source: string): Promise<void> {
  await asAdmin(adminUrl, `drop database if exists ${name} with (force)`);
  await asAdmin(adminUrl, `create database ${name} template ${source} strategy file_copy`);
}

/** The world that the recorded exchanges start from. */
export async function readWorld(): Promise<unknown> {
  return JSON.parse(await readFile(new URL('../conformance/world.json', import.meta.url), 'utf8'));
}
