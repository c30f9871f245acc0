import { beforeEach, expect, it } from '@jest/globals';
import { migrate } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import { undoMigrations } from '../support/undo-migrations.js';

const test = useOpenDatabase();

const query = <Row>(sql: string) => test.dataSource.query<Row[]>(sql);

const toBefore = async () => {
  await undoMigrations(test.dataSource, 'SoundRows');
};

const LAST = '9999-12-31 23:59:59.999999+00';

beforeEach(async () => {
  await toBefore();
  await query('truncate users, organization, course, program, pathway cascade');
});

it('rows that make no sense are repaired before the database refuses them', async () => {
  await query(`
    insert into users (id, username) values (1, 'alice'), (2, 'bob');
    insert into organization (id, uuid, key, name, certificate_logo_image_url)
      values (1, gen_random_uuid(), E'X\\u0001', 'X', 'ftp://x.example/');
    insert into course (id, uuid, key, title) values (1, gen_random_uuid(), 'X+1', 'One');
    insert into course_run (id, uuid, key, course_id) values
      (1, gen_random_uuid(), 'R1', 1), (2, '0d000000-0000-4000-8000-00000000000a', E'R1\\t', 1), (3, gen_random_uuid(), 'R3', 1);
    insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active) values
      (101, 1, 'old', 1, 'verified', true), (102, 1, 'R1', 1, 'verified', true), (103, 1, 'old', 3, 'honor', true),
      (104, 1, 'R3', null, 'masters', true), (105, 1, 'older', 1, 'verified', true);
    insert into user_credential (id, user_id, course_certificate_id, status, status_changes, download_url) values
      (201, 1, 101, 'awarded', 0, 'nowhere'), (202, 2, 101, 'awarded', 1, null), (203, 1, 102, 'awarded', 1, null),
      (204, 2, 105, 'awarded', 1, null);
    insert into program (id, uuid, title, type, type_slug, status) values (1, gen_random_uuid(), 'P', 'T', 't', 'active');
    insert into program_certificate (site_id, program_id, is_active, language) values (1, 1, true, '?');
    insert into pathway (id, uuid, name, org_name, email, pathway_type, status) values
      (1, gen_random_uuid(), 'W', 'X', 'office@x.example ', 'credit', 'published'),
      (2, gen_random_uuid(), 'W', 'X', 'a@x.example,b@x.example', 'credit', 'published');
    insert into pathway_notification (user_id, program_id, pathway_id, kind) values (1, 1, 1, 'first')`);
  await migrate(test.dataSource);

  expect(await query('select key, certificate_logo_image_url as logo from organization')).toEqual([
    { key: 'X', logo: null },
  ]);
  expect(await query('select key from course_run order by id')).toEqual([
    { key: 'R1' },
    { key: '0d000000-0000-4000-8000-00000000000a' },
    { key: 'R3' },
  ]);
  // Alice has a credential of both certificates of R1, so the old one stays for hers; Bob's older one moves.
  expect(
    await query('select id, course_id as key, course_run_id as run from course_certificate order by id'),
  ).toEqual([
    { id: 101, key: 'old', run: null },
    { id: 102, key: 'R1', run: 1 },
    // A later migration joins it with 104.
    { id: 103, key: 'R3', run: 3 },
    { id: 105, key: 'older', run: null },
  ]);
  expect(
    await query(
      'select id::int, course_certificate_id as certificate, status_changes as changes, download_url as url from user_credential order by id',
    ),
  ).toEqual([
    { id: 201, certificate: 101, changes: 1, url: null },
    { id: 202, certificate: 102, changes: 1, url: null },
    { id: 203, certificate: 102, changes: 1, url: null },
    { id: 204, certificate: 105, changes: 1, url: null },
  ]);
  expect(await query('select language from program_certificate')).toEqual([{ language: 'en' }]);
  expect(await query('select email from pathway order by id')).toEqual([
    { email: 'office@x.example' },
    { email: '' },
  ]);
  expect(await query('select outcome, ended_at = created as now from pathway_notification')).toEqual([
    { outcome: 'sent', now: true },
  ]);
  expect(await query('select conname from pg_constraint where not convalidated')).toEqual([]);
});

it('certificates follow runs that have swapped or handed on their keys', async () => {
  await query(`
    insert into users (id, username) values (1, 'alice'), (2, 'bob');
    insert into course (id, uuid, key, title) values (1, gen_random_uuid(), 'X+1', 'One');
    insert into course_run (id, uuid, key, course_id)
      select id, gen_random_uuid(), key, 1 from (values (1, 'B'), (2, 'A'), (3, 'D'), (4, 'C'), (5, 'F'), (6, 'E')) run (id, key);
    insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active) values
      (101, 1, 'A', 1, 'verified', true), (102, 1, 'B', 2, 'verified', true),
      (103, 1, 'C', 3, 'verified', true), (104, 1, 'old', 4, 'verified', true),
      (105, 1, 'E', 5, 'verified', true), (106, 1, 'older', 6, 'verified', true), (107, 1, 'F', 5, 'verified', true);
    insert into user_credential (id, user_id, course_certificate_id, status) values
      (201, 1, 101, 'awarded'), (202, 1, 102, 'awarded'), (203, 1, 105, 'awarded'), (204, 1, 107, 'awarded'),
      (205, 2, 105, 'awarded')`);
  await migrate(test.dataSource);
  // Alice has credentials of both certificates of F. Her older one stays without a run, and the key E is another's now.
  expect(
    await query('select id, course_id as key, course_run_id as run from course_certificate order by id'),
  ).toEqual([
    { id: 101, key: 'B', run: 1 },
    { id: 102, key: 'A', run: 2 },
    { id: 103, key: 'D', run: 3 },
    { id: 104, key: 'C', run: 4 },
    { id: 105, key: 'E 105', run: null },
    { id: 106, key: 'E', run: 6 },
    { id: 107, key: 'F', run: 5 },
  ]);
  expect(
    await query('select id::int, course_certificate_id as certificate from user_credential order by id'),
  ).toEqual([
    { id: 201, certificate: 101 },
    { id: 202, certificate: 102 },
    { id: 203, certificate: 105 },
    { id: 204, certificate: 107 },
    { id: 205, certificate: 107 },
  ]);
});

it('times that nothing can show become the nearest ones that can be shown', async () => {
  await query(`
    insert into users (id, username, created, modified, rights_changed_at, claims_issued_at) values
      (1, 'alice', '-infinity', 'infinity', 'infinity', null), (2, 'bob', '2024-01-01Z', '2024-01-02Z', '0005-01-01Z', '4000-01-01 BC');
    insert into course (id, uuid, key, title) values (1, gen_random_uuid(), 'X+1', 'One');
    insert into course_run (id, uuid, key, course_id, start_date, end_date)
      values (1, gen_random_uuid(), 'R1', 1, '20000-01-01Z', null);
    insert into throttle (scope, user_id, hits, allowed) values ('x', 1, '{infinity}', false), ('x', 2, '{now}', true);
    insert into outbox (topic, subscriber, dedupe_key, payload, run_at) values ('t', 's', 'k', '{}', 'infinity')`);
  await migrate(test.dataSource);
  expect(
    await query(`select created::text, modified::text, rights_changed_at::text as rights, claims_issued_at::text as claims
                   from users order by id`),
  ).toEqual([
    { created: '0001-01-01 00:00:00+00', modified: LAST, rights: LAST, claims: null },
    {
      created: '2024-01-01 00:00:00+00',
      modified: '2024-01-02 00:00:00+00',
      rights: '0005-01-01 00:00:00+00',
      claims: '0001-01-01 00:00:00+00',
    },
  ]);
  expect(await query('select start_date::text as start, end_date as end from course_run')).toEqual([
    { start: LAST, end: null },
  ]);
  expect(await query('select user_id as user from throttle')).toEqual([{ user: 2 }]);
  expect(await query('select run_at::text as due from outbox')).toEqual([{ due: LAST }]);
  // The triggers that were off are on again.
  expect(await query(`select tgname from pg_trigger where tgenabled = 'D'`)).toEqual([]);
  await query('truncate outbox');
});

it('numbers that no request can work with are mended, or named where they are ids', async () => {
  await query(`
    insert into users (id, username, lms_user_id) values (1, 'alice', 9223372036854775807), (2, 'bob', 7);
    insert into course_certificate (id, site_id, course_id, certificate_type, is_active) values (1, 1, 'R1', 'verified', true);
    insert into user_credential (id, user_id, course_certificate_id, status, status_changes) values
      (9007199254740993, 1, 1, 'awarded', 2147483647), (7, 2, 1, 'awarded', 3)`);
  await expect(migrate(test.dataSource)).rejects.toThrow(
    'The id 9007199254740993 in user_credential is not between 1 and 9007199254740991.',
  );
  await query('update user_credential set id = 8 where id = 9007199254740993');
  await migrate(test.dataSource);
  expect(await query('select lms_user_id::text as number from users order by id')).toEqual([
    { number: null },
    { number: '7' },
  ]);
  await query('update user_credential set status_changes = status_changes + 1');
  expect(await query('select status_changes as changes from user_credential order by id')).toEqual([
    { changes: 4 },
    { changes: 1_000_000_001 },
  ]);
});

it('addresses of the site that lead nowhere on the web are removed, and the others stay', async () => {
  await query(`update site set lms_url_root = 'javascript:alert(1)', records_help_url = 'HTTPS://help.example/a?b#c',
                               learner_record_mfe_url = 'records.example'`);
  await migrate(test.dataSource);
  expect(
    await query(
      'select lms_url_root as lms, records_help_url as help, learner_record_mfe_url as records from site',
    ),
  ).toEqual([{ lms: null, help: 'HTTPS://help.example/a?b#c', records: null }]);
});
