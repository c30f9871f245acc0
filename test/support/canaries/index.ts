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

/** Searches an output at once. `npm test` fails when something is found, also after the last test of a file. */
export function watchOutput(output: Output, more?: readonly Canary[]): void {
  report(shared.search(output, more));
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
  async search(databaseUrl: string, scrape: string): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      const { rows: people } = await client.query<Person>(PEOPLE);
      const { rows: errors } = await client.query<{ text: string }>(ERRORS);
      const canaries = personCanaries(people);
      watchOutput({ from: 'log', text: this.lines.join('') }, canaries);
      watchOutput({ from: '/metrics', text: scrape }, canaries);
      for (const { text } of errors) watchOutput({ from: 'stored error', text }, canaries);
    } finally {
      await client.end();
    }
  }
}
