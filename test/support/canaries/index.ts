import { appendFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import pg from 'pg';
import { type Canary, CanarySearch, type Output, type Person, personCanaries } from './canary-search.js';

/** The oldest users only: some tests make 200,000. */
const PEOPLE = `select username, name, email from users
  cross join unnest(array[full_name, staff_name, lms_name, verified_name]) name
  where users.id in (select id from users order by id limit 200)`;
const ERRORS = `select last_error as text from outbox where last_error is not null
  union all select catalog_sync::text from catalog_sync`;

const shared = new CanarySearch();

/** The consoles of the databases of this test file that are in use. */
const consoles = new Set<ConsoleOutput>();

/** Searches an output at once. `npm test` fails when something is found, also after the last test of a file. */
export function watchOutput(output: Output, more?: readonly Canary[]): void {
  report(shared.search(output, more));
}

/** Searches what stands on the console at once, and for the people of each database when it is dropped. */
export function watchConsole(output: Output): void {
  watchOutput(output);
  for (const each of consoles) each.write(output);
}

/** Makes the secrets of settings canaries. */
export function watchSecrets(env: Readonly<Record<string, string | undefined>>): void {
  shared.learn(env);
}

function report(found: readonly string[]): void {
  const { CANARY_FILE } = process.env;
  if (CANARY_FILE === undefined) return;
  const { testPath, currentTestName = '' } = expect.getState();
  for (const text of found) appendFileSync(CANARY_FILE, `${testPath} (${currentTestName}): ${text}\n`);
}

/** Collects what one application says, and searches it for the people of its database. */
export class ApplicationOutput {
  private readonly lines: string[] = [];

  /** Takes a log line. */
  write(line: string): void {
    this.lines.push(line);
    watchOutput({ from: 'log', text: line });
  }

  /** Searches all lines, the last scrape and the stored errors for the people of the database. */
  search(databaseUrl: string, scrape = ''): Promise<void> {
    return inDatabase(databaseUrl, async (client) => {
      const canaries = await peopleIn(client);
      const { rows: errors } = await client.query<{ text: string }>(ERRORS);
      watchOutput({ from: 'log', text: this.lines.join('') }, canaries);
      watchOutput({ from: '/metrics', text: scrape }, canaries);
      for (const { text } of errors) watchOutput({ from: 'stored error', text }, canaries);
    });
  }
}

/** Collects what is written to the console while a database exists. */
export class ConsoleOutput {
  private readonly outputs: Output[] = [];

  constructor() {
    consoles.add(this);
  }

  write(output: Output): void {
    this.outputs.push(output);
  }

  /** Searches all of it for the people of the database, and ends the collection. */
  async search(databaseUrl: string): Promise<void> {
    consoles.delete(this);
    // Most files write nothing there.
    if (this.outputs.length === 0) return;
    await inDatabase(databaseUrl, async (client) => {
      const canaries = await peopleIn(client);
      for (const output of this.outputs) watchOutput(output, canaries);
    });
  }
}

async function inDatabase(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function peopleIn(client: pg.Client): Promise<Canary[]> {
  const { rows } = await client.query<Person>(PEOPLE);
  return personCanaries(rows);
}
