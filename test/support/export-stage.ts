import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { CARPENTRY, issue, MATHEMATICS } from './certificates.js';
import { command } from './command-line.js';
import { importAll } from './import-stage.js';
import { MariaDb } from './mariadb.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from './test-app.js';
import type { Claims } from './tokens.js';

const hex = (uuid: string) => uuid.replaceAll('-', '');

/** Values that mean something to a shell, a client of MySQL, or its parser. */
export const HOSTILE = 'a\\\'; drop table core_user; -- "b" % _ \\G 田中 🎓';

export const SITE = 'credentials.conformance.example';

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
export const TWINS = ['a'.repeat(32), 'b'.repeat(32)] as const;

export const TABLES = [
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

/** Uuids of credentials there that were changed here. */
export const CHANGED = {
  revoked: hex('dcc98e3f-0e2f-4d2e-9db0-13423bc448b3'),
  attribute: '6adc4156f73044bdaa8e5fcf32e54a18',
};

/**
 * A database of Open edX that was imported into an application, in which people did some things after that: for ways back.
 * Tests copy the database `openedx`, and do not change it.
 */
export function useExportStage() {
  let mariadb: MariaDb;
  let test: TestApp;
  let folder: string;
  /** Uuids of the credentials of a learner who came after the move. */
  let ofNewLearner: { course: string; program: string };

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

  /** Runs a command of the application's installation. */
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
      { course_run_key: MATHEMATICS.run, mode: 'verified' },
      {
        attributes: [{ name: 'note', value: HOSTILE }],
        date_override: { date: '2025-02-03T04:05:06.789012Z' },
      },
    );
    const ofProgram = await issue(test, 'Nëw_learner', { program_uuid: MATHEMATICS.program });
    ofNewLearner = { course: hex(course), program: hex(ofProgram) };
    await send(test, 'PATCH', `/api/v2/credentials/${CHANGED.revoked}/`, { status: 'revoked' });
    await send(test, 'PATCH', `/api/v2/credentials/${TWINS[1]}/`, { status: 'revoked' });
    await issue(
      test,
      'learner_00016',
      { program_uuid: '09ba5b35-fb33-4494-9ac3-63288c0a34d6' },
      { attributes: [{ name: 'visible_date', value: '2024-01-01T00:00:00Z' }] },
    );
    // Without a date of its own, which it had.
    await issue(test, 'learner_00010', { course_run_key: CARPENTRY.run, mode: 'verified' });
    const grade = { letter_grade: 'A+', percent_grade: '0.9876', verified: true };
    await send(test, 'POST', '/api/v2/grades/', {
      username: 'Nëw_learner',
      course_run: MATHEMATICS.run,
      ...grade,
    });
    await send(test, 'POST', '/api/v2/grades/', {
      username: 'learner_00010',
      course_run: MATHEMATICS.run,
      ...grade,
    });
    await send(test, 'POST', '/api/v2/course_certificates/', {
      course_id: 'course-v1:AfterX+Z+1T2035',
      certificate_type: 'masters',
      certificate_available_date: '2035-01-01T00:00:00Z',
      is_active: true,
    });
    const share = (username: string, uuid: string, method = 'POST') =>
      send(test, method, `/records/programs/${hex(uuid)}/share`, { username });
    await share('Nëw_learner', MATHEMATICS.program);
    await share('learner_00016', '09ba5b35-fb33-4494-9ac3-63288c0a34d6', 'DELETE');
    await send(test, 'POST', `/records/programs/${hex(MATHEMATICS.program)}/send`, {
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

  /** Rows of a database there. */
  const rows = async (database: string, query: string): Promise<unknown[]> => {
    const connection = await mariadb.connect(database);
    try {
      const [found] = await connection.query({ sql: query, dateStrings: true } as never);
      return found as unknown[];
    } finally {
      await connection.end();
    }
  };

  /** The way back, as the command writes it. */
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

  /** A credential of a database there. */
  const credential = async (database: string, uuid: string) => {
    const [row] = await rows(
      database,
      `select c.id, c.username, c.status, c.created, c.modified, t.model, c.credential_id, d.date
         from credentials_usercredential c join django_content_type t on t.id = c.credential_content_type_id
         left join credentials_usercredentialdateoverride d on d.user_credential_id = c.id where c.uuid = '${uuid}'`,
    );
    return row;
  };

  /** The same here. */
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

  return {
    get mariadb() {
      return mariadb;
    },
    get test() {
      return test;
    },
    get folder() {
      return folder;
    },
    get ofNewLearner() {
      return ofNewLearner;
    },
    load,
    cli,
    imported,
    send,
    rows,
    exported,
    copyTo,
    credential,
    here,
  };
}
