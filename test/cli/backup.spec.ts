import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDataSource } from '../../src/data-source.js';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.js';
import { BackupStage, query, stateOf, withoutRows } from '../support/backup-stage.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
/** A busy machine may need minutes for a new PostgreSQL and all migrations. */
const STARTS_MS = 240_000;

const CREDENTIALS = '/api/v2/credentials/';

let stage: BackupStage;
let test: TestApp;
/** A backup of the world, with credentials. */
let backup: string;

beforeAll(async () => {
  stage = await BackupStage.open();
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  for (const credential of [{ program_uuid: PROGRAM }, { course_run_key: RUN, mode: 'verified' }])
    await award(test, 'backed_up_learner', credential).expect(201);
  await query(
    test.databaseUrl,
    `insert into signatory (program_certificate_id, position, name, title, image_type, image)
     select min(id), 100, E'Back\\\\slash\\tTab\\nLine', 'Dean', 'image/png', '\\x89504e470d0a1a0a5c2e0a' from program_certificate`,
  );
  backup = await stage.backUp({ DATABASE_URL: test.databaseUrl });
});

afterAll(async () => {
  await test.close();
  await stage.close();
});

const award = (app: TestApp, username: string, credential: object) =>
  app.request.post(CREDENTIALS).set('Authorization', app.as('root')).send({ username, credential });

/** Answers of some routes, as text without the address of the process. */
async function answersOf(app: TestApp): Promise<string[]> {
  const paths = [
    `${CREDENTIALS}?only_visible=false`,
    '/api/v2/admin/users/',
    '/api/v2/admin/site/',
    '/records/api/v1/program_records/',
  ];
  const answers: string[] = [];
  for (const path of paths) {
    const { status, text } = await app.request.get(path).set('Authorization', app.as('root'));
    answers.push(`${path} ${status} ${text.replaceAll(app.base, '')}`);
  }
  return answers;
}

const restore = (url: string, path: string, ...options: string[]) =>
  stage.command({ DATABASE_URL: url }, 'restore', path, ...options);

describe('a backup of an external database', () => {
  it('is a file for its owner alone, says what it holds, and names the settings that it does not', async () => {
    const path = stage.path('backup.sql.gz');
    const { code, out, err } = await stage.command({ DATABASE_URL: test.databaseUrl }, 'backup', path);
    expect([code, out]).toEqual([0, `${path}\n`]);
    expect(err).toMatch(/^users: \d+ rows$/m);
    expect(err).toMatch(/^\d+ rows in \d+ tables, 0 files; \d+ bytes$/m);
    expect(err).toMatch(/^Not in the backup: the settings \(.*DATABASE_URL.*JWT_SECRET_KEY.*\)/m);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const verified = await stage.command({}, 'backup', '--verify', path);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(
      /^made \S+Z by version \S+ .*\n\d+ rows in \d+ tables, .*as they were written\n$/,
    );
  });

  it('is noted in the audit log, however it ends, and told by the doctor', async () => {
    const url = await stage.database();
    const doctor = async () => (await stage.command({ DATABASE_URL: url }, 'doctor')).out;
    expect(await doctor()).toMatch(
      /^note +backup +the command backup has made none\n +-> run the command backup/m,
    );
    const path = stage.path('noted.sql.gz');
    await stage.command({ DATABASE_URL: url }, 'backup', path);
    const told = new RegExp(`^ok +backup +the last one is of \\S+ \\S+ UTC, ${basename(path)}$`, 'm');
    expect(await doctor()).toMatch(told);
    const { code } = await stage.command({ DATABASE_URL: url }, 'backup', path);
    expect(code).toBe(1);
    expect(await doctor()).toMatch(/^note +backup +the last one is of .*; it failed at .* UTC: \S+ exists/m);
    await query(
      url,
      `alter table audit_log disable trigger all;
       delete from audit_log where action = 'backup failed';
       update audit_log set at = now() - interval '3 days' where action = 'backed up'`,
    );
    expect(await doctor()).toMatch(/^note +backup +the last one is of /m);
  });

  it('is whole on a database that takes no row, and says that nobody knows of it', async () => {
    const url = await stage.database();
    await query(url, 'alter table audit_log add constraint closed check (false) not valid');
    const { code, err } = await stage.command({ DATABASE_URL: url }, 'backup', stage.path('unknown.sql.gz'));
    expect(code).toBe(0);
    expect(err).toContain('The audit log and doctor do not know of this backup');
  });

  it('gets a name by the time in a folder, and never takes the place of a file', async () => {
    const folder = stage.path('backups');
    await mkdir(folder);
    await stage.command({ DATABASE_URL: test.databaseUrl }, 'backup', folder);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^credentials-\d{8}T\d{6}Z\.sql\.gz$/)]);
    const again = await stage.command({ DATABASE_URL: test.databaseUrl }, 'backup', backup);
    expect(again).toEqual({ code: 1, out: '', err: `${backup} exists; choose another name.\n` });
  });

  it('is of one moment, though others write meanwhile', async () => {
    const source = await stage.database();
    const writer = new pg.Client({ connectionString: source });
    await writer.connect();
    const backup = { isDone: false };
    let written = 0;
    const writing = (async () => {
      for (; !backup.isDone || written === 0; written += 1)
        await writer.query(
          `with made as (insert into users (username) values ('writer_${written}') returning id)
           insert into user_permission (user_id, permission) select id, 'credentials.view_usercredential' from made`,
        );
    })();
    const path = await stage.backUp({ DATABASE_URL: source });
    backup.isDone = true;
    await writing;
    await writer.end();
    const target = await stage.database();
    expect(await restore(target, path)).toMatchObject({ code: 0 });
    const [counts] = await query<{ users: number; rights: number }>(
      target,
      'select (select count(*)::int from users) as users, (select count(*)::int from user_permission) as rights',
    );
    expect(counts!.users).toBe(counts!.rights);
    expect(counts!.users).toBeLessThanOrEqual(written);
  });
});

describe('a restored database', () => {
  let url: string;
  let printed: string;
  let state: object;

  beforeAll(async () => {
    url = await stage.database();
    ({ out: printed } = await restore(url, backup));
    state = await stateOf(url);
  });

  it('has every row, and the numbers from which ids go on', async () => {
    expect(printed).toMatch(/^\d+ rows in \d+ tables, 0 files, as in the backup\n$/);
    expect(state).toEqual(await stateOf(test.databaseUrl));
  });

  it('gives the same answers, and takes new credentials', async () => {
    const restored = await createTestApp({ databaseUrl: url, env: { ROLE: 'api' } });
    try {
      expect(await answersOf(restored)).toEqual(await answersOf(test));
      await award(restored, 'somebody_new', { program_uuid: PROGRAM }).expect(201);
    } finally {
      await restored.close();
    }
  });

  it('has constraints and triggers as the migrations make them', async () => {
    const rules = `
      select conrelid::regclass::text as "on", conname as name, pg_get_constraintdef(oid) || convalidated::text as text
        from pg_constraint where connamespace = 'public'::regnamespace
      union all select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text
                  from pg_trigger where not tgisinternal
      order by 1, 2, 3`;
    expect(await query(url, rules)).toEqual(await query(await stage.database(), rules));
  });

  it('says in its history that it was restored', async () => {
    expect(await query(url, `select actor_kind, action from audit_log where subject = 'backup'`)).toEqual([
      { actor_kind: 'command', action: 'restored' },
    ]);
  });
});

describe('a backup of the embedded database', () => {
  it(
    'is restored into a new folder and from there into an external database, with secret and mails',
    async () => {
      const dataDir = stage.path('data');
      await mkdir(join(dataDir, 'mail'), { recursive: true });
      await writeFile(join(dataDir, 'mail', '1.eml'), 'Subject: one\n\nA mail.\n');
      await writeFile(join(dataDir, 'jwt-secret'), `${'s'.repeat(40)}\n`);
      const env = { DATA_DIR: dataDir };

      const first = await stage.command(env, 'restore', backup);
      expect(first).toMatchObject({ code: 0, out: expect.stringContaining('as in the backup') });
      const path = await stage.backUp(env);
      const server = await startEmbeddedPostgres({ dataDir, ephemeral: true, log: () => undefined });
      try {
        expect(await stateOf(server.url)).toEqual(await stateOf(test.databaseUrl));
      } finally {
        await server.stop();
      }

      const next = stage.path('data');
      const url = await stage.database();
      const { code, out } = await stage.command({ DATA_DIR: next, DATABASE_URL: url }, 'restore', path);
      expect([code, out]).toEqual([0, expect.stringMatching(/, 2 files, as in the backup\n$/)]);
      expect(await stateOf(url)).toEqual(await stateOf(test.databaseUrl));
      expect(await readFile(join(next, 'jwt-secret'), 'utf8')).toBe(`${'s'.repeat(40)}\n`);
      expect(await readFile(join(next, 'mail', '1.eml'), 'utf8')).toBe('Subject: one\n\nA mail.\n');
      expect((await stat(join(next, 'jwt-secret'))).mode & 0o777).toBe(0o600);
    },
    STARTS_MS,
  );
});

describe('cli restore', () => {
  it('changes nothing in a dry run, which says the same', async () => {
    const url = await stage.database();
    const before = await stateOf(url);
    const { code, out, err } = await restore(url, backup, '--dry-run');
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ rows in \d+ tables, 0 files\n$/)]);
    expect(err).toMatch(/Nothing was changed: this was a dry run\.\n$/);
    expect(await stateOf(url)).toEqual(before);
  });

  it('holds open deliveries when it is told to', async () => {
    const source = await stage.database();
    await query(
      source,
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, max_attempts, done_at, lease_owner, lease_until) values
        ('t', 's', 'ready', '{}', 'ready', 12, null, null, null), ('t', 's', 'waiting', '{}', 'waiting', 12, null, null, null),
        ('t', 's', 'leased', '{}', 'leased', 12, null, gen_random_uuid(), now()), ('t', 's', 'done', '{}', 'done', 12, now(), null, null)`,
    );
    const path = await stage.backUp({ DATABASE_URL: source });
    const url = await stage.database();
    const { code, err } = await restore(url, path, '--hold-deliveries');
    expect([code, err]).toEqual([0, expect.stringMatching(/^Open deliveries that are held: 3\.$/m)]);
    expect(await query(url, 'select dedupe_key, state, last_error from outbox order by id')).toEqual([
      { dedupe_key: 'ready', state: 'dead', last_error: 'held: restored from a backup' },
      { dedupe_key: 'waiting', state: 'dead', last_error: 'held: restored from a backup' },
      { dedupe_key: 'leased', state: 'dead', last_error: 'held: restored from a backup' },
      { dedupe_key: 'done', state: 'done', last_error: null },
    ]);
  });

  it('keeps a secret that is there under another name', async () => {
    const [from, to] = [stage.path('data'), stage.path('data')];
    for (const [folder, letter] of [
      [from, 'a'],
      [to, 'b'],
    ] as const) {
      await mkdir(folder);
      await writeFile(join(folder, 'jwt-secret'), letter.repeat(40));
    }
    const path = await stage.backUp({ DATABASE_URL: test.databaseUrl, DATA_DIR: from });
    const url = await stage.database();
    const { code, err } = await stage.command({ DATABASE_URL: url, DATA_DIR: to }, 'restore', path);
    const [, aside = ''] = /it is (\S+) now/.exec(err) ?? [];
    expect(code).toBe(0);
    expect(await readFile(join(to, 'jwt-secret'), 'utf8')).toBe('a'.repeat(40));
    expect(await readFile(join(to, aside), 'utf8')).toBe('b'.repeat(40));
  });

  it.each<[string, string, RegExp]>([
    [
      'has rows',
      `insert into users (username) values ('here')`,
      /^The database is not empty: .*with rows, such as \w+\. Restore into/m,
    ],
    [
      'is newer',
      `insert into migration (timestamp, name) values (9e12, 'Later9000000000000')`,
      /^The database is newer/m,
    ],
    ['is of something else', 'drop table migration', /^The database has tables of something else/m],
  ])('refuses a database that %s, and leaves it as it is', async (_reason, sql, words) => {
    const url = await stage.database();
    await query(url, sql);
    const before = await stateOf(url);
    const { code, out, err } = await restore(url, backup);
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(words)]);
    expect(await stateOf(url)).toEqual(before);
  });

  it('restores a backup of a release before, and runs the migrations that came after it', async () => {
    const [source, target] = [await stage.database(), await stage.database()];
    let last = '';
    for (const url of [source, target]) {
      const dataSource = await createDataSource(url).initialize();
      last = dataSource.migrations.at(-1)!.name!;
      await dataSource.undoLastMigration();
      await dataSource.destroy();
    }
    await query(source, `insert into users (username) values ('from_before')`);
    const path = await stage.backUp({ DATABASE_URL: source });
    expect((await stage.command({}, 'backup', '--verify', path)).out).not.toContain(last);
    const { code, err } = await restore(target, path);
    expect([code, err]).toEqual([0, expect.stringMatching(/^1 later migration ran\.$/m)]);
    expect(await query(target, 'select username from users')).toEqual([{ username: 'from_before' }]);
    expect(
      await query(target, `select count(*)::int as count from migration where name = '${last}'`),
    ).toEqual([{ count: 1 }]);
  });

  it('refuses a database on which the service runs', async () => {
    const url = await stage.database();
    const client = new pg.Client({ connectionString: url, application_name: 'credentials-service' });
    await client.connect();
    try {
      const { code, err } = await restore(url, backup);
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/^The service runs on this database \(1 connection\)/m),
      ]);
    } finally {
      await client.end();
    }
  });

  it('refuses a backup of a newer service', async () => {
    const path = await stage.rewritten(backup, (text) =>
      text.replace('"migrations":[', '"migrations":["Later9000000000000",'),
    );
    const { code, err } = await restore(await stage.database(), path);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^The backup is newer than this service: .*Later9000000000000/m),
    ]);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'a changed row',
      (text) => text.replace(/\tverified\t/, '\thonor\t'),
      /the table \w+ is not as it was written/,
    ],
    [
      'a missing row',
      (text) => text.replace(/(copy "users" .*\n).*\n/, '$1'),
      /the table users is not as it was written/,
    ],
    ['a missing end', (text) => text.slice(0, text.lastIndexOf('-- {')), /its end is missing/],
    ['half of its data', (text) => text.slice(0, text.indexOf('copy "users"') + 500), /its end is missing/],
    ['another begin', (text) => `x${text}`, /no backup of this service/],
  ])('refuses a backup with %s before anything is changed', async (_damage, change, words) => {
    const url = await stage.database();
    const before = await stateOf(url);
    const path = await stage.rewritten(backup, change);
    const { code, err } = await restore(url, path);
    expect([code, err]).toEqual([1, expect.stringMatching(words)]);
    expect(await stage.command({}, 'backup', '--verify', path)).toMatchObject({ code: 1, out: '' });
    expect(await stateOf(url)).toEqual(before);
  });

  it.each<[string, (content: Buffer) => Buffer]>([
    ['cut off', (content) => content.subarray(0, content.length >> 1)],
    [
      'damaged on the disk',
      (content) => Buffer.from(content).fill(0, content.length >> 1, (content.length >> 1) + 16),
    ],
    ['no archive', () => Buffer.from('a file')],
  ])('refuses a file that is %s', async (_damage, change) => {
    const path = stage.path('damaged.sql.gz');
    await writeFile(path, change(await readFile(backup)));
    const { code, err } = await restore(await stage.database(), path);
    expect([code, err]).toEqual([1, expect.stringMatching(/^The backup cannot be used: /m)]);
  });

  it('leaves the database empty when a row refers to nothing, and can be run again', async () => {
    const url = await stage.database();
    const before = await stateOf(url);
    const path = await stage.rewritten(backup, (text) => withoutRows(text, 'users'));
    const { code, err } = await restore(url, path);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^PostgreSQL refuses .* \(SQLSTATE 23503, .*\)\. Nothing was/m),
    ]);
    expect(await stateOf(url)).toEqual(before);
    expect(await restore(url, backup)).toMatchObject({ code: 0 });
  });

  it('says in one line that there is no such file', async () => {
    const { code, out, err } = await restore(await stage.database(), stage.path('none'));
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/^The backup can't be read: ENOENT.*\n$/),
    ]);
  });
});
