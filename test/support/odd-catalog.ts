import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { CatalogSyncService, type SyncOptions, type SyncReport } from '../../src/catalog/index.js';
import { command } from './command-line.js';
import { FakeDiscovery } from './fake-discovery.js';
import { readWorld } from './template-database.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from './test-app.js';

export type Entry = Record<string, unknown>;
interface Course extends Entry {
  course_runs: Entry[];
}
interface Program extends Entry {
  courses: Course[];
}
export interface World {
  organizations: Entry[];
  courses: Course[];
  programs: Program[];
  pathways: Entry[];
}

export const NO_UUID = 'no uuid of any kind';
export const uuid = (kind: string, number: number) =>
  `0${kind}000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`;

export let discovery: FakeDiscovery;
export let app: TestApp;
export let world: World;

/** An application that copies from a fake Discovery API, which has the world's catalog before each test. */
export function useOddCatalog(): void {
  beforeAll(async () => {
    discovery = await FakeDiscovery.start();
    app = await createTestApp({ env: { ...discovery.env, ROLE: 'api' } });
  });

  afterAll(async () => {
    await app.close();
    await discovery.stop();
  });

  beforeEach(async () => {
    world = ((await readWorld()) as { catalog: World }).catalog;
    discovery.lists = world;
    discovery.nextOf = (address) => address;
    await query('truncate organization, course, program, pathway, catalog_sync cascade');
  });
}

export const query = <T extends object>(sql: string): Promise<T[]> => app.dataSource.query(sql);
export const sync = (options: SyncOptions = {}): Promise<SyncReport> =>
  app.app.get(CatalogSyncService, { strict: false }).sync({ pageSize: 2, ...options });
export const cli = (...args: string[]) =>
  command({ ...CONFORMANCE_ENV, ...discovery.env, DATABASE_URL: app.databaseUrl }, 'catalog:sync', ...args);
export const wordsOf = ({ leftOut }: SyncReport) => leftOut.map(({ words }) => words);

/** The stored values of one column by uuid. */
export async function column(table: string, name: string): Promise<Record<string, unknown>> {
  const rows = await query<{ uuid: string; value: unknown }>(`select uuid, ${name} as value from ${table}`);
  return Object.fromEntries(rows.map(({ uuid: key, value }) => [key, value]));
}

export async function counts(): Promise<Record<string, number>> {
  const tables = ['organization', 'course', 'course_run', 'program', 'pathway'];
  const rows = await Promise.all(
    tables.map(async (table): Promise<[string, number]> => [
      table,
      (await query(`select from ${table}`)).length,
    ]),
  );
  return Object.fromEntries(rows);
}

export const WHOLE = { organization: 2, course: 3, course_run: 4, program: 7, pathway: 4 };

export function upperCase(entry: Entry): void {
  entry.uuid = String(entry.uuid).toUpperCase();
}
