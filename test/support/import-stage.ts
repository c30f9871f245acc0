import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { command } from './command-line.js';
import { MariaDb } from './mariadb.js';
import { CONFORMANCE_ENV } from './test-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A line of the report of an import. */
export type ReportLine = Readonly<Record<'table' | 'id' | 'what' | 'why' | 'detail', string>>;

/** Before each test there are a database of Open edX and an installation without data, for imports of the one into the other. */
export function useImportStage() {
  let mariadb: MariaDb;
  let folder: string;
  let there: string;
  let here: TestDatabase;
  let client: pg.Client;
  let serial = 0;

  beforeAll(async () => {
    mariadb = await MariaDb.start();
    folder = await mkdtemp(join(tmpdir(), 'import-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await mariadb.stop();
  });

  beforeEach(async () => {
    serial += 1;
    there = `openedx_${serial}`;
    await mariadb.load(there);
    here = await createTestDatabase();
    client = new pg.Client({ connectionString: here.url });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await here.drop();
  });

  const env = () => ({ ...CONFORMANCE_ENV, DATABASE_URL: here.url });
  const source = () => mariadb.address(there);

  /** Runs a command of the installation. */
  const cli = (...args: string[]) => command(env(), ...args);

  /** Runs the import. */
  const run = (...args: string[]) => cli('import:openedx', '--source', source(), ...args);

  /** Rows here. */
  const rows = async <Row extends object>(text: string, params: unknown[] = []) =>
    (await client.query<Row>(text, params)).rows;
  const one = async <Row extends object>(text: string, params: unknown[] = []) =>
    (await rows<Row>(text, params))[0]!;

  return {
    get folder() {
      return folder;
    },
    /** The name of the database there. */
    get there() {
      return there;
    },
    /** The address of the database here. */
    get url() {
      return here.url;
    },
    env,
    source,
    cli,
    run,
    /** Runs the import and compares all rows. @returns what it says when it fails */
    bring: (...args: string[]) => importAll(here.url, source(), ...args),
    /** Runs statements in the database there. */
    change: (statements: string): Promise<void> => mariadb.run(statements, there),
    rows,
    one,
    /** The number of rows of a table here. */
    count: async (table: string): Promise<number> =>
      (await one<{ count: number }>(`select count(*)::int as count from ${table}`)).count,
  };
}

/** Runs an import and compares all rows. @returns what it says when it fails */
export async function importAll(databaseUrl: string, source: string, ...args: string[]): Promise<string> {
  const env = { ...CONFORMANCE_ENV, DATABASE_URL: databaseUrl };
  const { code, err } = await command(
    env,
    'import:openedx',
    ...['--source', source, '--verify', 'all'],
    ...args,
  );
  return code === 0 ? '' : err;
}

/** Reads a report, in the form that the name of its file says. */
export async function reportOf(file: string): Promise<ReportLine[]> {
  const text = await readFile(file, 'utf8');
  if (file.endsWith('.csv')) return parse<ReportLine>(text, { columns: true });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReportLine);
}

/** Lines about a table: number, fate and reason. */
export const linesAbout = (lines: readonly ReportLine[], table: string): string[] =>
  lines.filter((line) => line.table === table).map(({ id, what, why }) => `${id} ${what}: ${why}`);
