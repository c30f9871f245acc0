import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issue } from '../support/certificates.js';
import { command } from '../support/command-line.js';
import { importAll } from '../support/import-stage.js';
import { describeWithMariaDb, MariaDb } from '../support/mariadb.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';
import type { Claims } from '../support/tokens.js';

const MATHEMATICS = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const hex = (uuid: string) => uuid.replaceAll('-', '');

/** Values that mean something to a shell, a client of MySQL, or its parser. */
const HOSTILE = 'a\\\'; drop table core_user; -- "b" % _ \\G 田中 🎓';

const SITE = 'credentials.conformance.example';

/** Columns of UUIDs. */
const UUIDS = [
  ['catalog_program', 'uuid'],
  ['catalog_pathway', 'uuid'],
  ['credentials_programcertificate', 'program_uuid'],
  ['credentials_usercredential', 'uuid'],
  ['records_programcertrecord', 'uuid'],
] as const;

/** Tables that only tell where rows belong. */
const SURROUNDINGS = [
  ...['django_site', 'django_content_type', 'catalog_course', 'catalog_courserun'],
  ...['catalog_program', 'catalog_pathway'],
];

/** Uuids of two credentials there that are one here. */
const TWINS = ['a'.repeat(32), 'b'.repeat(32)] as const;

const TABLES = [
  'core_user',
  'credentials_coursecertificate',
  'credentials_programcertificate',
  'credentials_usercredential',
  'credentials_usercredentialattribute',
  'credentials_usercredentialdateoverride',
  'records_usergrade',
  'records_programcertrecord',
  'records_usercreditpathway',
];

describeWithMariaDb('cli export:openedx', () => {
  let mariadb: MariaDb;
  let test: TestApp;
  let folder: string;
  /** Uuids of credentials. */
  let ofNewLearner: { course: string; program: string };
  const changed = {
    revoked: hex('dcc98e3f-0e2f-4d2e-9db0-13423bc448b3'),
    attribute: '6adc4156f73044bdaa8e5fcf32e54a18',
  };

  beforeAll(async () => {
    mariadb = await MariaDb.start();
    folder = await mkdtemp(join(tmpdir(), 'export-openedx-'));
    test = await createTestApp({ env: { ROLE: 'api' } });
    await load('openedx');
    await imported(test, 'openedx');
    await use();
  });

  afterAll(async () => {
    try {
      await test.close();
    } finally {
      await mariadb.stop();
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** The dump, and a learner with credentials of two types of one course, which are one credential here. */
  async function load(database: string): Promise<void> {
    await mariadb.load(database);
    await mariadb.run(
      `insert into credentials_usercredential (created, modified, credential_id, username, status, uuid, credential_content_type_id)
       values ('2026-01-01', '2026-01-01', 22, 'learner_00005', 'awarded', '${TWINS[0]}', 25),
              ('2026-01-02', '2026-01-02', 23, 'learner_00005', 'awarded', '${TWINS[1]}', 25)`,
      database,
    );
  }

  const cli = (app: TestApp, ...args: string[]) =>
    command({ ...CONFORMANCE_ENV, DATABASE_URL: app.databaseUrl }, ...args);

  async function imported(app: TestApp, database: string): Promise<void> {
    expect(await importAll(app.databaseUrl, mariadb.address(database))).toBe('');
  }

  const send = async (
    app: TestApp,
    method: string,
    path: string,
    body: object,
    [username, claims]: [string, Claims?] = ['root'],
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${app.base}${path}`, {
      method,
      headers: { authorization: app.as(username, claims), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  };

  /** What people do here after the move. */
  async function use(): Promise<void> {
    const learner = { name: HOSTILE, email: 'new@learners.example', user_id: 70_001 };
    await fetch(`${test.base}/records/api/v1/program_records/`, {
      headers: { authorization: test.as('Nëw_learner', learner) },
    });
    const course = await issue(
      test,
      'Nëw_learner',
      { course_run_key: RUN, mode: 'verified' },
      {
        attributes: [{ name: 'note', value: HOSTILE }],
        date_override: { date: '2025-02-03T04:05:06.789012Z' },
      },
    );
    const ofProgram = await issue(test, 'Nëw_learner', { program_uuid: MATHEMATICS });
    ofNewLearner = { course: hex(course), program: hex(ofProgram) };
    await send(test, 'PATCH', `/api/v2/credentials/${changed.revoked}/`, { status: 'revoked' });
    await send(test, 'PATCH', `/api/v2/credentials/${TWINS[1]}/`, { status: 'revoked' });
    await issue(
      test,
      'learner_00016',
      { program_uuid: '09ba5b35-fb33-4494-9ac3-63288c0a34d6' },
      { attributes: [{ name: 'visible_date', value: '2024-01-01T00:00:00Z' }] },
    );
    // Without a date of its own, which it had.
    await issue(test, 'learner_00010', { course_run_key: 'course-v1:SonsX+CC103+1T2023', mode: 'verified' });
    const grade = { letter_grade: 'A+', percent_grade: '0.9876', verified: true };
    await send(test, 'POST', '/api/v2/grades/', { username: 'Nëw_learner', course_run: RUN, ...grade });
    await send(test, 'POST', '/api/v2/grades/', { username: 'learner_00010', course_run: RUN, ...grade });
    await send(test, 'POST', '/api/v2/course_certificates/', {
      course_id: 'course-v1:AfterX+Z+1T2035',
      certificate_type: 'masters',
      certificate_available_date: '2035-01-01T00:00:00Z',
      is_active: true,
    });
    const share = (username: string, uuid: string, method = 'POST') =>
      send(test, method, `/records/programs/${hex(uuid)}/share`, { username });
    await share('Nëw_learner', MATHEMATICS);
    await share('learner_00016', '09ba5b35-fb33-4494-9ac3-63288c0a34d6', 'DELETE');
    await send(test, 'POST', `/records/programs/${hex(MATHEMATICS)}/send`, {
      username: 'Nëw_learner',
      pathway_id: 1,
    });
    await send(
      test,
      'POST',
      '/api/v2/replace_usernames/',
      { username_mappings: [{ learner_00022: 'learner_renamed' }] },
      ['replacement_worker'],
    );
  }

  const rows = async (database: string, query: string): Promise<unknown[]> => {
    const connection = await mariadb.connect(database);
    try {
      const [found] = await connection.query({ sql: query, dateStrings: true } as never);
      return found as unknown[];
    } finally {
      await connection.end();
    }
  };

  async function exported(app: TestApp, ...args: string[]): Promise<string> {
    const path = join(folder, 'back');
    const { code, err } = await cli(app, 'export:openedx', '--output', path, ...args);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    return readFile(path, 'utf8');
  }

  /** A copy of what the script touches. The dump has tables beyond that, whose making takes its time. */
  async function copyTo(database: string, uuids?: 'uuid'): Promise<void> {
    await mariadb.run(`create database ${database} character set utf8mb4`);
    for (const table of [...SURROUNDINGS, ...TABLES]) {
      await mariadb.run(`create table ${table} like openedx.${table}`, database);
      for (const [name, column] of UUIDS)
        if (uuids && name === table)
          await mariadb.run(`alter table ${table} modify ${column} uuid not null`, database);
      await mariadb.run(`insert into ${table} select * from openedx.${table}`, database);
    }
  }

  const credential = async (database: string, uuid: string) => {
    const [row] = await rows(
      database,
      `select c.id, c.username, c.status, c.created, c.modified, t.model, c.credential_id, d.date
         from credentials_usercredential c join django_content_type t on t.id = c.credential_content_type_id
         left join credentials_usercredentialdateoverride d on d.user_credential_id = c.id where c.uuid = '${uuid}'`,
    );
    return row;
  };

  const here = async (uuid: string) => {
    const [row] = await test.dataSource.query<unknown[]>(
      `select c.id::integer as id, u.username, c.status,
              to_char(c.created at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as created,
              to_char(c.modified at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as modified
         from user_credential c join users u on u.id = c.user_id where c.uuid = $1`,
      [uuid],
    );
    return row;
  };

  describe('as SQL', () => {
    let script: string;

    beforeAll(async () => {
      script = await exported(test);
      await load('back');
      await mariadb.run(script, 'back');
    });

    it('brings new credentials with their uuids, numbers and times', async () => {
      expect(await credential('back', ofNewLearner.course)).toEqual({
        ...(await here(ofNewLearner.course))!,
        model: 'coursecertificate',
        credential_id: 1,
        date: '2025-02-03 04:05:06.789012',
      });
      expect(await credential('back', ofNewLearner.program)).toEqual({
        ...(await here(ofNewLearner.program))!,
        model: 'programcertificate',
        credential_id: 1,
        date: null,
      });
    });

    it('brings new learners and their attributes, with every character', async () => {
      expect(
        await rows(
          'back',
          `select username, full_name, email, lms_user_id, is_active from core_user where lms_user_id = 70001`,
        ),
      ).toEqual([
        {
          username: 'Nëw_learner',
          full_name: HOSTILE,
          email: 'new@learners.example',
          lms_user_id: 70_001,
          is_active: 1,
        },
      ]);
      expect(
        await rows(
          'back',
          `select a.name, a.value from credentials_usercredentialattribute a
             join credentials_usercredential c on c.id = a.user_credential_id where c.uuid = '${ofNewLearner.course}'`,
        ),
      ).toEqual([{ name: 'note', value: HOSTILE }]);
    });

    it('changes what was changed here, and lets all else be', async () => {
      expect(await credential('back', changed.revoked)).toMatchObject((await here(changed.revoked))!);
      expect(await credential('back', changed.revoked)).toMatchObject({ status: 'revoked' });
      expect(
        await rows(
          'back',
          `select a.name, a.value from credentials_usercredentialattribute a
             join credentials_usercredential c on c.id = a.user_credential_id
            where c.uuid = '${changed.attribute}' order by a.name`,
        ),
      ).toEqual([
        { name: 'visible_date', value: '2024-01-01T00:00:00Z' },
        { name: 'whitelist_reason', value: 'Grund: ü, <b>, "q", 学 😀 8' },
      ]);
      const dates = `select count(*) as dates from credentials_usercredentialdateoverride`;
      expect(await rows('openedx', dates)).toEqual([{ dates: 6 }]);
      // One came, and one went.
      expect(await rows('back', dates)).toEqual([{ dates: 6 }]);
      expect(await credential('back', '365c5ced92e5410c9f84abbdea03a4fa')).toMatchObject({ date: null });
      const untouched = `select * from credentials_usercredential where username like 'learner_0003%' order by id`;
      expect(await rows('back', untouched)).toEqual(await rows('openedx', untouched));
    });

    it('changes both credentials there that are one here', async () => {
      for (const uuid of TWINS)
        expect(await credential('back', uuid)).toMatchObject({
          username: 'learner_00005',
          status: 'revoked',
        });
    });

    it('brings grades, course certificates, shared records and sent records', async () => {
      const grades = `select username, letter_grade, percent_grade from records_usergrade
        where letter_grade = 'A+' order by username`;
      expect(await rows('back', grades)).toEqual([
        { username: 'learner_00010', letter_grade: 'A+', percent_grade: '0.9876' },
        { username: 'Nëw_learner', letter_grade: 'A+', percent_grade: '0.9876' },
      ]);
      expect(
        await rows(
          'back',
          `select certificate_type, certificate_available_date as available, course_run_id, site_id
                              from credentials_coursecertificate where course_id = 'course-v1:AfterX+Z+1T2035'`,
        ),
      ).toEqual([
        {
          certificate_type: 'masters',
          available: '2035-01-01 00:00:00.000000',
          course_run_id: null,
          site_id: 1,
        },
      ]);
      const [shared] = await test.dataSource.query<{ uuid: string }[]>(
        `select replace(r.uuid::text, '-', '') as uuid from program_cert_record r join users u on u.id = r.user_id
          where u.username = 'Nëw_learner'`,
      );
      const records = `select r.uuid from records_programcertrecord r join core_user u on u.id = r.user_id`;
      expect(await rows('back', `${records} where u.username = 'Nëw_learner'`)).toEqual([shared]);
      expect(
        await rows(
          'back',
          `select s.status, s.pathway_id, s.program_id from records_usercreditpathway s
                              join core_user u on u.id = s.user_id where u.username = 'Nëw_learner'`,
        ),
      ).toEqual([{ status: 'sent', pathway_id: 1, program_id: 1 }]);
    });

    it('ends shared records that were ended here', async () => {
      const records = `select r.uuid from records_programcertrecord r join core_user u on u.id = r.user_id
        where u.username = 'learner_00016'`;
      expect(await rows('openedx', records)).toHaveLength(1);
      expect(await rows('back', records)).toEqual([]);
    });

    it('renames learners with all that holds their names', async () => {
      const names = `select (select count(*) from core_user where username = 'NAME') as users,
        (select count(*) from credentials_usercredential where username = 'NAME') as credentials,
        (select count(*) from records_usergrade where username = 'NAME') as grades`;
      const before = await rows('openedx', names.replaceAll('NAME', 'learner_00022'));
      expect(await rows('back', names.replaceAll('NAME', 'learner_renamed'))).toEqual(before);
      expect(await rows('back', names.replaceAll('NAME', 'learner_00022'))).toEqual([
        { users: 0, credentials: 0, grades: 0 },
      ]);
      expect(
        await rows(
          'back',
          `select full_name, first_name, last_name, email from core_user where username = 'learner_renamed'`,
        ),
      ).toEqual([{ full_name: '', first_name: '', last_name: '', email: '' }]);
    });

    it('can be applied again, and is the same for an import', async () => {
      const all = async () => {
        const contents = [];
        for (const table of TABLES) contents.push(await rows('back', `select * from ${table} order by id`));
        return contents;
      };
      const before = await all();
      await mariadb.run(script, 'back');
      expect(await all()).toEqual(before);
      await imported(test, 'back');
    });

    it('leaves rows that are newer there', async () => {
      await copyTo('newer');
      await mariadb.run(
        `update credentials_usercredential set status = 'awarded', modified = '2098-01-01' where uuid = '${changed.revoked}'`,
        'newer',
      );
      await mariadb.run(script, 'newer');
      expect(await credential('newer', changed.revoked)).toMatchObject({
        status: 'awarded',
        modified: '2098-01-01 00:00:00.000000',
      });
    });

    it('keeps the address there of what was issued on both sides, and takes other numbers where its own are taken', async () => {
      await copyTo('twice');
      const [{ id }] = await test.dataSource.query<[{ id: number }]>(
        `select id::integer as id from user_credential where uuid = $1`,
        [ofNewLearner.course],
      );
      const there = 'f'.repeat(32);
      await mariadb.run(
        `insert into credentials_usercredential (id, created, modified, credential_id, username, status, uuid, credential_content_type_id)
         values (900, '2026-01-01', '2026-01-01', 1, 'nëw_LEARNER', 'revoked', '${there}', 26),
                (${id + 1}, '2026-01-01', '2026-01-01', 9, 'somebody', 'awarded', '${'e'.repeat(32)}', 25),
                (${id}, '2026-01-01', '2026-01-01', 8, 'somebody', 'awarded', '${'d'.repeat(32)}', 25)`,
        'twice',
      );
      await mariadb.run(script, 'twice');
      expect(await credential('twice', there)).toMatchObject({ id: 900, status: 'awarded' });
      expect(await credential('twice', ofNewLearner.program)).toBeUndefined();
      const course = (await credential('twice', ofNewLearner.course)) as { id: number };
      expect(course.id).toBeGreaterThan(900);
      expect(await credential('twice', 'd'.repeat(32))).toMatchObject({ id, username: 'somebody' });
    });

    it('is read the same with native uuids, other modes and tables that compare in different ways', async () => {
      await copyTo('native', 'uuid');
      const tables = ['records_usergrade', 'catalog_courserun', 'catalog_course', 'catalog_program'];
      for (const table of tables)
        await mariadb.run(
          `alter table ${table} convert to character set utf8mb4 collate utf8mb4_unicode_ci`,
          'native',
        );
      await mariadb.run(
        `set names latin1; set sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; ${script}`,
        'native',
      );
      const all = `select c.username, c.status, c.modified, a.value from credentials_usercredential c
        left join credentials_usercredentialattribute a on a.user_credential_id = c.id order by c.id, a.name`;
      const grades = `select g.username, letter_grade, u.full_name from records_usergrade g
        left join core_user u on u.username = g.username collate utf8mb4_general_ci order by g.id`;
      for (const query of [all, grades])
        expect(await rows('native', query)).toEqual(await rows('back', query));
    });

    it('changes nothing in a database without that site', async () => {
      await copyTo('other');
      await mariadb.run(
        `update django_site set domain = 'elsewhere.example' where domain = '${SITE}'`,
        'other',
      );
      await expect(mariadb.run(script, 'other')).rejects.toThrow(
        "Column 'this_database_lacks_the_site' cannot be null",
      );
      expect(await credential('other', ofNewLearner.course)).toBeUndefined();
    });

    it('is a whole file that nobody else reads, or none, and tells how much of what', async () => {
      const path = join(folder, 'whole.sql');
      const { code, out, err } = await cli(test, 'export:openedx', '--output', path);
      expect([code, out]).toEqual([0, '']);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await readFile(path, 'utf8')).endsWith('-- The end.\n')).toBe(true);
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
      for (const line of [
        / {8}1 {2}ended shared records\n/,
        / {8}1 {2}shared records\n/,
        / {8}2 {2}grades\n/,
      ])
        expect(err).toMatch(line);
    });
  });

  describe('as calls', () => {
    it('makes the same of an installation with the same API', async () => {
      const text = await exported(test, '--format', 'calls');
      const calls = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { method: string; path: string; body: object });
      const other = await createTestApp({ env: { ROLE: 'api' } });
      try {
        await imported(other, 'openedx');
        for (const { method, path, body } of calls) await send(other, method, path, body);
        const states = async (app: TestApp) =>
          await app.dataSource.query<unknown[]>(
            `select lower(u.username) as username, c.status, c.date_override, c.course_certificate_id, c.program_certificate_id,
                    (select json_agg(json_build_array(a.name, a.value) order by a.name)
                       from user_credential_attribute a where a.credential_id = c.id) as attributes
               from user_credential c join users u on u.id = c.user_id where u.username not in ('learner_00022', 'learner_renamed')
              order by 1, 4, 5`,
          );
        expect(await states(other)).toEqual(await states(test));
      } finally {
        await other.close();
      }
    });

    it('tells what has no call', async () => {
      const { err } = await cli(
        test,
        'export:openedx',
        '--format',
        'calls',
        '--output',
        join(folder, 'calls'),
      );
      expect(err).toMatch(/ 1 {2}ended shared records: not in this form; --format sql has them\n/);
      expect(err).toMatch(/ 1 {2}sent records: not in this form; --format sql has them\n/);
    });
  });

  it('needs a time and a site where nothing was imported', async () => {
    const fresh = await createTestApp({ world: true, env: { ROLE: 'api' } });
    try {
      const { code, err } = await cli(fresh, 'export:openedx');
      expect([code, err]).toEqual([
        1,
        'Nothing was imported from Open edX: --since must say from when on.\n',
      ]);
      expect((await cli(fresh, 'export:openedx', '--since', '2026-01-01')).err).toContain(
        '--site must name the domain',
      );
      await issue(fresh, 'alice', { course_run_key: RUN, mode: 'verified' });
      expect(await exported(fresh, '--since', '2000-01-01', '--format', 'calls')).toContain(
        '"username":"alice"',
      );
      expect((await cli(fresh, 'export:openedx', '--since', 'yesterday')).code).toBe(2);
    } finally {
      await fresh.close();
    }
  });
});
