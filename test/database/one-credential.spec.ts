import { beforeEach, expect, it } from '@jest/globals';
import { migrate } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import { undoMigrations } from '../support/undo-migrations.js';

const test = useOpenDatabase();

const query = <Row extends object>(sql: string) => test.dataSource.query<Row[]>(sql);

const MIGRATION = 'OneCredential';

/** A uuid for people to tell apart. */
const uuid = (number: number) => `0a000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const COURSES = `
  insert into users (id, username) values (1, 'alice'), (2, 'bob'), (3, 'carol');
  insert into course (id, uuid, key, title) values (1, gen_random_uuid(), 'X+1', 'One'), (2, gen_random_uuid(), 'x+1', 'Two');
  insert into program (id, uuid, title, type, type_slug, status)
    select n, gen_random_uuid(), 'P', 'T', 't', 'active' from generate_series(1, 2) n;
  insert into course_run (id, uuid, key, course_id, modified) values
    (1, gen_random_uuid(), 'course-v1:X+1+R', 1, '2024-01-01'), (2, gen_random_uuid(), 'course-v1:x+1+r', 2, '2025-01-01'),
    (3, gen_random_uuid(), 'X/1/É', 1, '2024-01-01'), (4, gen_random_uuid(), 'X/1/other', 1, '2024-01-01')`;

beforeEach(async () => {
  await undoMigrations(test.dataSource, MIGRATION);
  await query('truncate users, organization, course, program, pathway, course_certificate cascade');
  await query(COURSES);
});

const upgrade = async () => {
  const lines: string[] = [];
  await migrate(test.dataSource, (line) => lines.push(line));
  return lines;
};

it('runs that differ in letter case only become the one that changed last, with all that belonged to the other', async () => {
  await query(`
    insert into program_course_run (program_id, course_run_id, position) values (1, 1, 4), (1, 2, 7), (2, 1, 3);
    insert into user_grade (id, user_id, course_run_id, letter_grade, percent_grade, lms_last_updated_at, created, modified) values
      (1, 1, 1, 'newer', 0.9, '2024-02-02', '2024-01-01', '2024-01-01'), (2, 1, 2, 'older', 0.8, '2024-02-01', '2024-03-01', '2024-03-01'),
      (3, 2, 1, 'alone', 0.7, null, '2024-01-01', '2024-01-01'),
      (4, 3, 1, 'untimed', 0.6, null, '2024-01-01', '2024-05-01'), (5, 3, 2, 'timed', 0.5, '2020-01-01', '2024-03-01', '2024-03-01'),
      (6, 1, 4, 'other run', 0.4, null, '2024-01-01', '2024-01-01');
    insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active) values
      (101, 1, 'course-v1:X+1+R', 1, 'verified', true)`);
  expect(await upgrade()).toEqual([
    '1 course run joined with one whose key differs in letter case only: course-v1:x+1+r',
    '2 grades joined with a newer one of the learner and run: course-v1:x+1+r',
  ]);
  expect(await query('select id, key from course_run order by id')).toEqual([
    { id: 2, key: 'course-v1:x+1+r' },
    { id: 3, key: 'X/1/É' },
    { id: 4, key: 'X/1/other' },
  ]);
  expect(
    await query('select program_id as p, course_run_id as run, position from program_course_run order by 1'),
  ).toEqual([
    { p: 1, run: 2, position: 7 },
    { p: 2, run: 2, position: 3 },
  ]);
  expect(
    await query(
      `select user_id, course_run_id as run, letter_grade as grade, created = '2024-01-01' as first from user_grade order by id`,
    ),
  ).toEqual([
    { user_id: 1, run: 2, grade: 'newer', first: true },
    { user_id: 2, run: 2, grade: 'alone', first: true },
    { user_id: 3, run: 2, grade: 'timed', first: true },
    { user_id: 1, run: 4, grade: 'other run', first: true },
  ]);
  expect(await query('select id, course_id as key, course_run_id as run from course_certificate')).toEqual([
    { id: 101, key: 'course-v1:x+1+r', run: 2 },
  ]);
});

it('certificates of a run become one: an active one, then the one configured last, spelt as the catalog does', async () => {
  await query(`
    insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active, created, modified) values
      (101, 1, 'course-v1:X+1+R', 1, 'verified', true, '2023-01-01', '2024-01-01'),
      (102, 1, 'course-v1:x+1+r', 2, 'honor', true, '2023-01-01', '2024-01-02'),
      (103, 1, 'COURSE-V1:X+1+R', null, 'masters', false, '2023-01-01', '2024-01-03'),
      (104, 1, 'x/1/é', null, 'honor', true, '2023-01-01', '2024-01-01'),
      (105, 1, 'X/1/other', 4, 'honor', false, '2023-01-01', '2024-01-01'),
      (106, 1, 'X/1/OTHER', null, 'verified', true, '2023-01-01', '2023-01-01'),
      (107, 1, 'X/1/later', null, 'verified', true, '2023-01-01', '2023-01-01'),
      (108, 1, 'X/1/Later', null, 'verified', true, '2023-01-01', '2023-01-01')`);
  expect(await upgrade()).toContain(
    '4 course certificates joined with another of the run: X/1/later, X/1/other, course-v1:x+1+r',
  );
  expect(
    await query(
      'select id, course_id as key, course_run_id as run, certificate_type as type from course_certificate order by id',
    ),
  ).toEqual([
    { id: 102, key: 'course-v1:x+1+r', run: 2, type: 'honor' },
    { id: 104, key: 'X/1/É', run: 3, type: 'honor' },
    { id: 106, key: 'X/1/other', run: 4, type: 'verified' },
    { id: 107, key: 'X/1/later', run: null, type: 'verified' },
  ]);
});

it('credentials of a learner in a run become one, and the addresses of the others lead to it', async () => {
  await query(`
    insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active, created, modified) values
      (101, 1, 'course-v1:X+1+R', 1, 'verified', true, '2023-01-01', '2024-01-01'),
      (102, 1, 'course-v1:X+1+R', 1, 'honor', true, '2023-01-01', '2024-01-02'),
      (103, 1, 'course-v1:x+1+r', 2, 'masters', false, '2023-01-01', '2024-01-03');
    insert into user_credential (id, uuid, user_id, course_certificate_id, status, status_changes, created, modified, first_awarded_at, download_url) values
      (1, '${uuid(1)}', 1, 101, 'awarded', 1, '2024-01-01', '2024-01-01', '2024-01-01', 'https://old.example/1.pdf'),
      (2, '${uuid(2)}', 1, 102, 'awarded', 5, '2024-02-01', '2024-03-01', '2024-02-01', null),
      (3, '${uuid(3)}', 1, 103, 'revoked', 2, '2024-02-01', '2024-06-01', null, null),
      (4, '${uuid(4)}', 2, 101, 'revoked', 2, '2024-01-01', '2024-01-01', '2024-01-01', null),
      (5, '${uuid(5)}', 2, 102, 'awarded', 3, '2024-05-01', '2024-05-02', '2024-05-02', 'https://new.example/5.pdf'),
      (6, '${uuid(6)}', 3, 101, 'awarded', 1, '2024-01-01', '2024-01-01', '2024-01-01', null);
    insert into user_credential_attribute (credential_id, name, value) values
      (1, 'reason', 'oldest'), (2, 'reason', 'older'), (1, 'note', 'kept'), (3, 'place', 'newest'), (2, 'place', 'old');
    insert into outbox (topic, subscriber, dedupe_key, payload) values ('credential.awarded', 'somebody', 'credential.awarded:1:1', '{"credentialId": 1}')`);
  const messages = await query('select topic, dedupe_key, payload, state from outbox');
  expect(await upgrade()).toEqual([
    '1 course run joined with one whose key differs in letter case only: course-v1:x+1+r',
    '2 course certificates joined with another of the run: course-v1:x+1+r',
    '3 credentials joined with a later one of the learner and run, to which the address leads now: course-v1:x+1+r',
  ]);
  expect(
    await query(`
      select id::int, uuid, user_id, course_certificate_id as certificate, status, status_changes as changes,
             created::date::text, modified::date::text, first_awarded_at::date::text as first, download_url as url
        from user_credential order by id`),
  ).toEqual([
    {
      ...{ id: 3, uuid: uuid(3), user_id: 1, certificate: 102, status: 'revoked', changes: 2 },
      ...{
        created: '2024-01-01',
        modified: '2024-06-01',
        first: '2024-01-01',
        url: 'https://old.example/1.pdf',
      },
    },
    {
      ...{ id: 5, uuid: uuid(5), user_id: 2, certificate: 102, status: 'awarded', changes: 3 },
      ...{
        created: '2024-01-01',
        modified: '2024-05-02',
        first: '2024-01-01',
        url: 'https://new.example/5.pdf',
      },
    },
    {
      ...{ id: 6, uuid: uuid(6), user_id: 3, certificate: 102, status: 'awarded', changes: 1 },
      ...{ created: '2024-01-01', modified: '2024-01-01', first: '2024-01-01', url: null },
    },
  ]);
  expect(
    await query('select uuid, credential_id::int as id from former_credential_uuid order by uuid'),
  ).toEqual([
    { uuid: uuid(1), id: 3 },
    { uuid: uuid(2), id: 3 },
    { uuid: uuid(4), id: 5 },
  ]);
  expect(
    await query('select credential_id::int as id, name, value from user_credential_attribute order by name'),
  ).toEqual([
    { id: 3, name: 'note', value: 'kept' },
    { id: 3, name: 'place', value: 'newest' },
    { id: 3, name: 'reason', value: 'older' },
  ]);
  expect(await query('select topic, dedupe_key, payload, state from outbox')).toEqual(messages);
});

/** Two certificates of a run, 102 of which stays, with a credential of the first. */
const dated = (first: string | null, second: string | null, status: string) => {
  const date = (text: string | null) => (text === null ? 'null' : `'${text}'`);
  return query(`
    insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active, created, modified, certificate_available_date) values
      (101, 1, 'X/1/other', 4, 'verified', true, '2023-01-01', '2024-01-01', ${date(first)}),
      (102, 1, 'X/1/other', 4, 'honor', true, '2023-01-01', '2024-01-02', ${date(second)});
    insert into user_credential (id, uuid, user_id, course_certificate_id, status, created, modified) values
      (1, '${uuid(1)}', 1, 101, '${status}', '2024-01-01', '2024-01-01')`);
};

it.each<[string, string | null, string | null, string, string | null]>([
  ['a past date wins over one to come', '2024-02-01', '2190-01-01', 'awarded', '2024-02-01'],
  ['an earlier date wins', '2024-02-01', '2024-03-01', 'awarded', '2024-02-01'],
  ['no date wins over one to come', null, '2190-01-01', 'awarded', null],
  ['no date stays', '2024-02-01', null, 'awarded', null],
  ['of dates to come the one configured last stays', '2189-01-01', '2190-01-01', 'awarded', '2190-01-01'],
  ['so it does where the credential was revoked', '2024-02-01', '2190-01-01', 'revoked', '2190-01-01'],
])('what could be seen stays visible: %s', async (_which, first, second, status, kept) => {
  await dated(first, second, status);
  const lines = await upgrade();
  expect(
    await query(
      'select id, (certificate_available_date at time zone $$UTC$$)::date::text as date from course_certificate',
    ),
  ).toEqual([{ id: 102, date: kept }]);
  const line =
    '1 course certificate given the earliest available date, so that what could be seen stays visible: X/1/other';
  expect(lines.includes(line)).toBe(kept !== second);
});

it('a hundred runs are named, and the others counted; nobody is', async () => {
  await query(`
    insert into course_run (id, uuid, key, course_id)
    select 1000 + n, gen_random_uuid(), 'many/1/' || lpad(n::text, 3, '0'), 1 from generate_series(1, 103) n;
    insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
    select 1, run.key, run.id, type, true from course_run run, unnest(array['honor', 'verified', 'masters']) type
     where run.id > 1000;
    insert into user_credential (user_id, course_certificate_id, status)
    select 1, id, 'awarded' from course_certificate`);
  const lines = await upgrade();
  expect(lines[1]).toMatch(
    /^206 course certificates joined with another of the run: many\/1\/001, .*, many\/1\/100 and 3 more$/,
  );
  expect(lines[2]).toMatch(
    /^206 credentials joined .* leads now: many\/1\/001, .*, many\/1\/100 and 3 more$/,
  );
  expect(lines.join()).not.toContain('alice');
});

it('nothing is said, and nothing changes, where nothing is double', async () => {
  await query(`delete from course_run where id = 1`);
  const rows = () => query('select * from course_run order by id');
  const before = await rows();
  expect(await upgrade()).toEqual([]);
  expect(await rows()).toEqual(before);
});

it('goes back to a certificate for each type, and forth again', async () => {
  await upgrade();
  await undoMigrations(test.dataSource, MIGRATION);
  await query(`
    insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
    select 1, 'X/1/other', 4, type, true from unnest(array['honor', 'verified']) type;
    update course_run set key = 'X/1/another' where id = 4`);
  expect(await query('select course_id as key from course_certificate')).toEqual([
    { key: 'X/1/another' },
    { key: 'X/1/another' },
  ]);
  expect(await upgrade()).toEqual(['1 course certificate joined with another of the run: X/1/another']);
});
