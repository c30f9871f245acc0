import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/platform/database/index.js';
import { openDatabase, type OpenDatabase } from '../support/open-database.js';
import { undoMigrations } from '../support/undo-migrations.js';

const ROWS = 200_000;

/** Every migration from this one on meets big tables. */
const FIRST_ON_BIG_TABLES = 'OutboxDead1764000001000';

/** A request that waits longer than that would be noticed. */
const PATIENCE = '1500ms';

/** Reads and writes of the service on one table; each must find the table free, again and again. */
const WORK: Readonly<Record<string, string>> = {
  users: 'update users set full_name = full_name where id = 7',
  user_credential: 'update user_credential set download_url = download_url where id = 7',
  user_credential_attribute: 'update user_credential_attribute set value = value where credential_id = 7',
  user_grade: 'update user_grade set letter_grade = letter_grade where id = 7',
  pathway_notification: 'select count(*) from pathway_notification where id = 7',
  outbox: 'update outbox set last_error = last_error where id = 7',
};

const FILL = `
  insert into users (username) select 'learner_' || n from generate_series(1, ${ROWS}) n;
  insert into course (uuid, key, title) values (gen_random_uuid(), 'C', 'C');
  insert into course_run (uuid, key, course_id) select gen_random_uuid(), 'R1', id from course;
  insert into program (uuid, title, type, type_slug, status)
    values (gen_random_uuid(), 'P', 'T', 't', 'active');
  insert into pathway (uuid, name, org_name, email, pathway_type, status)
    values (gen_random_uuid(), 'W', 'O', 'w@x.example', 'credit', 'published');
  insert into pathway_program (pathway_id, program_id) select pathway.id, program.id from pathway, program;
  insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
    select site.id, 'R1', course_run.id, 'verified', true from site, course_run;
  insert into user_credential (user_id, course_certificate_id, status)
    select users.id, certificate.id, case when users.id % 10 = 0 then 'revoked' else 'awarded' end
      from users, course_certificate certificate order by users.id;
  insert into user_credential_attribute (credential_id, name, value) select id, 'why', 'because' from user_credential;
  insert into user_grade (user_id, course_run_id, percent_grade)
    select users.id, course_run.id, 0.5 from users, course_run order by users.id;
  insert into pathway_notification (user_id, pathway_id, program_id, kind)
    select users.id, pathway.id, program.id, 'first' from users, pathway, program order by users.id limit 20000;
  insert into outbox (topic, dedupe_key, payload, state, done_at)
    select 'credential.awarded', 'credential.awarded:' || n || ':1', '{}', 'done', now()
      from generate_series(1, ${ROWS}) n;
  analyze;
`;

describe(`migrations of ${ROWS} rows`, () => {
  let test: OpenDatabase;

  beforeAll(async () => {
    test = await openDatabase();
    await undoMigrations(test.dataSource, FIRST_ON_BIG_TABLES);
    await test.dataSource.query(FILL);
  }, 300_000);

  afterAll(() => test.close());

  /** Does one table's work again and again, as requests do, until `end`. Returns refusals and the longest wait. */
  async function keepWorking(table: string, end: AbortSignal) {
    const client = new pg.Client({ connectionString: test.url, application_name: `work on ${table}` });
    await client.connect();
    const refused: string[] = [];
    let [longest, done] = [0, 0];
    try {
      await client.query(`set lock_timeout = '${PATIENCE}'`);
      while (!end.aborted) {
        const begun = performance.now();
        await client.query(WORK[table]!).catch((error: unknown) => {
          const { code, message } = error as { code?: string; message: string };
          refused.push(code === '55P03' ? 'kept out by a lock' : message);
        });
        longest = Math.max(longest, performance.now() - begun);
        done += 1;
        await delay(5);
      }
    } finally {
      await client.end();
    }
    return { table, refused, longest: Math.round(longest), done };
  }

  it('keep nobody out, whatever table a request wants, and bring every row along', async () => {
    const end = new AbortController();
    const working = Promise.all(Object.keys(WORK).map((table) => keepWorking(table, end.signal)));
    const lines: string[] = [];
    const begun = performance.now();
    try {
      await migrate(test.dataSource, (line) => lines.push(line));
    } finally {
      end.abort();
    }
    const results = await working;
    const waits = results.map(({ table, longest, done }) => `${table} ${longest} of ${done} statements`);
    process.stdout.write(
      `migrated ${ROWS} rows in ${Math.round(performance.now() - begun)} ms; longest statements in ms: ${waits.join(', ')}\n`,
    );
    expect(results.flatMap(({ table, refused }) => refused.map((reason) => `${table}: ${reason}`))).toEqual(
      [],
    );
    const [counts] = await test.dataSource.query<object[]>(`
      select (select count(*)::int from user_credential where first_awarded_at is not null) as first_awards,
             (select count(*)::int from user_credential) as credentials,
             (select count(*)::int from user_grade) as grades,
             (select count(*)::int from outbox where subscriber = 'nobody') as events`);
    expect(counts).toEqual({
      first_awards: 0.9 * ROWS,
      credentials: ROWS,
      grades: ROWS,
      events: ROWS,
    });
  }, 300_000);
});
