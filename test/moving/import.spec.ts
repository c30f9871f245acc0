import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { Blocker } from '../support/blocker.js';
import { PNG } from '../support/images.js';
import { linesAbout, reportOf, useImportStage } from '../support/import-stage.js';
import { inheritedEnv } from '../support/inherited-env.js';
import { describeWithMariaDb, SOURCE_PASSWORD } from '../support/mariadb.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files that this process has open, on Linux. One may be closed while they are read. */
const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });

describeWithMariaDb('cli import:openedx', () => {
  const stage = useImportStage();
  const { change, cli, count, one, rows, run, source } = stage;

  it('carries rows with numbers and times, lists what it left out or changed, and sends nothing', async () => {
    const file = join(stage.folder, 'report.csv');
    const { code, out, err } = await run('--report', file, '--verify', 'all');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^credentials +113 +113 +0 +0 +0 +0$/m);
    expect(out).toMatch(/^compared with the source: \d{3} rows, 0 differences$/m);
    expect(err).toMatch(/^compared: (\d{3}) of \1$/m);
    const lines = await reportOf(file);
    expect(linesAbout(lines, 'records_usercreditpathway')).toEqual([
      '3 left out: it has no program',
      '4 left out: it was never sent',
    ]);
    expect(linesAbout(lines, 'credentials_usercredential')).toHaveLength(7);
    expect(linesAbout(lines, 'core_user')).toEqual([
      '47 changed: its lms_user_id is also that of another user, who keeps it',
    ]);
    expect(linesAbout(lines, 'credentials_signatory')).toHaveLength(3);
    expect(out).toMatch(/^pictures +0 +3$/m);
    expect(
      await one(
        `select g.percent_grade, to_char(g.modified at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as modified
           from user_grade g where id = 70`,
      ),
    ).toEqual({ percent_grade: '1.0100', modified: '2026-03-21 09:51:37.153745' });
    expect(await count('outbox')).toBe(0);
    const log = await rows<{ action: string; changes: Record<string, unknown> }>('select * from audit_log');
    expect(log.map(({ action }) => action)).toEqual(['imported']);
    expect(log[0]!.changes.credentials).toEqual([null, { created: 113, changed: 0, left_out: 0 }]);
    expect(await one(`select nextval('user_credential_id_seq')::int as next`)).toEqual({ next: 114 });
    expect(await rows(`select tgname from pg_trigger where tgenabled = 'D'`)).toEqual([]);
  });

  it('numbers new rows behind those that were given there and deleted since', async () => {
    await change('alter table credentials_usercredential auto_increment = 5000');
    expect((await run()).code).toBe(0);
    expect(await one(`select nextval('user_credential_id_seq')::int as next`)).toEqual({ next: 5000 });
  });

  it('brings what has changed there, and leaves what was changed here later', async () => {
    expect((await run()).code).toBe(0);
    await change(`
      update credentials_usercredential set status = 'revoked', modified = '2026-11-26 01:02:03.000004' where id = 1;
      update records_usergrade set letter_grade = 'Z', modified = '2026-11-26 00:00:00.000001' where id in (1, 2);
      update core_user set email = 'new@learners.example' where id = 20;
      delete from records_usergrade where id = 3;
      delete from credentials_usercredential where id = 7;
      insert into credentials_usercredential (id, created, modified, credential_id, username, status, uuid, credential_content_type_id)
        values (200, '2026-11-26 05:00:00.5', '2026-11-26 05:00:00.5', 3, 'somebody_new', 'awarded', replace(uuid(), '-', ''), 25)`);
    await rows(`update user_grade set letter_grade = 'H', modified = now() + interval '1 day' where id = 2`);
    await rows(`update user_grade set verified = not verified where id = 5`);
    const { uuid } = await one<{ uuid: string }>('select uuid from user_credential where id = 7');
    const file = join(stage.folder, 'catch-up.csv');
    const { code, out } = await run('--report', file, '--verify', '0');
    expect(code).toBe(0);
    expect(out).toMatch(/^credentials +113 +1 +1 +111 +0 +0$/m);
    expect(
      await one(`select status, revoked_at = '2026-11-26 01:02:03.000004Z' as at, rested_on, status_changes as n
                   from user_credential where id = 1`),
    ).toEqual({ status: 'revoked', at: true, rested_on: null, n: 2 });
    expect(await rows('select letter_grade from user_grade where id in (1, 2) order by id')).toEqual([
      { letter_grade: 'Z' },
      { letter_grade: 'H' },
    ]);
    expect(await one('select count(*)::int as n from user_grade where id = 3')).toEqual({ n: 1 });
    expect(await one('select email from users where id = 20')).toEqual({ email: 'new@learners.example' });
    expect(
      await one(`select username from users u join user_credential c on c.user_id = u.id where c.id = 200`),
    ).toEqual({ username: 'somebody_new' });
    const lines = await reportOf(file);
    expect(linesAbout(lines, 'records_usergrade')).toEqual([
      '3 gone there: it was deleted there: it stays here',
      '2 kept here: it was changed here later than there: it stays',
    ]);
    expect(out).toMatch(/^grades +69 +0 +1 +67 +0 +1$/m);
    // The number there finds nothing any more; this does.
    expect(lines.find(({ what, id }) => what === 'gone there' && id === '7')!.detail).toBe(
      `user_credential ${uuid}`,
    );
    expect(await count('outbox')).toBe(0);
  });

  it('goes on after it was killed, and ends with what an undisturbed run has', async () => {
    // The page of the grades waits for this lock, so that the kill comes in the middle of the run.
    await rows('begin; lock table user_grade in share mode');
    const child = spawn(process.execPath, ['dist/cli/cli.js', 'import:openedx', '--source', source()], {
      cwd: ROOT,
      env: { ...inheritedEnv(), ...stage.env() },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    const other = new pg.Client({ connectionString: stage.url });
    await other.connect();
    const carried = async () =>
      (await other.query<{ done: boolean }>('select exists (select from user_credential) as done')).rows[0]!
        .done;
    while (!(await carried())) expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await rows('rollback');
    // The server needs a moment to see that the client has gone.
    const isFree = async () =>
      (await other.query<{ free: boolean }>('select pg_try_advisory_lock(7140017) as free')).rows[0]!.free;
    while (!(await isFree())) expect(await count('user_grade')).toBe(0);
    await other.end();
    const file = join(stage.folder, 'resumed.csv');
    const { code, err, out } = await run('--resume', '--verify', 'all', '--report', file);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(err).toContain('An earlier run was broken off');
    expect(out).toMatch(/^credentials +113 +0 +0 +113 +0 +0$/m);
    // The report of the broken run is lost: this one has its lines.
    expect(linesAbout(await reportOf(file), 'credentials_usercredential')).toHaveLength(7);
    expect(linesAbout(await reportOf(file), 'core_user')).toHaveLength(1);
    expect(linesAbout(await reportOf(file), 'credentials_coursecertificate')).toHaveLength(1);
    expect(out).toMatch(/^grades +70 +70 +0 +0 +0 +0$/m);
    expect([await count('user_credential'), await count('user_grade'), await count('outbox')]).toEqual([
      113, 70, 0,
    ]);
  });

  it('ends as a whole when one of its connections breaks, and goes on with the next run', async () => {
    const blocker = new Blocker(stage.url);
    await blocker.lock('user_grade', 'share');
    const broken = run();
    await blocker.untilSomebodyWaits();
    await rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    const { code, err } = await broken;
    await blocker.release();
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('57P01') });
    expect(await one('select finished from moving_run')).toEqual({ finished: null });
    const again = await run('--verify', 'all');
    expect(again.err).toContain('An earlier run was broken off');
    expect(again.code).toBe(0);
    expect([await count('user_credential'), await count('user_grade')]).toEqual([113, 70]);
  });

  it('changes nothing in a dry run, and tells what would be done', async () => {
    const { code, out, err } = await run('--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^credentials +113 +113 +0 +0 +0 +0$/m);
    expect(err).toContain('Nothing was changed: this was a dry run.');
    const tables = ['user_credential', 'users', 'moved_row', 'moving_run', 'program', 'audit_log'];
    expect(await Promise.all(tables.map(count))).toEqual(tables.map(() => 0));
  });

  it('finds a row that is not the same on both sides', async () => {
    expect((await run('--verify', 'all')).code).toBe(0);
    await rows(`update user_grade set letter_grade = 'X' where id = 7`);
    const { code, err } = await run('--verify', 'all');
    expect(code).toBe(1);
    expect(err).toContain('records_usergrade 7 differs in letter_grade');
    expect(err).toContain('1 difference between the source and this installation.');
  });

  it('takes ugly rows, and says what became of each', async () => {
    await change(`
      alter table catalog_program modify uuid char(36);
      update catalog_program set uuid = concat_ws('-', left(uuid, 8), substr(uuid, 9, 4), substr(uuid, 13, 4), substr(uuid, 17, 4), substr(uuid, 21));
      alter table credentials_usercredential modify uuid char(36);
      update credentials_usercredential set uuid = concat_ws('-', left(uuid, 8), substr(uuid, 9, 4), substr(uuid, 13, 4), substr(uuid, 17, 4), substr(uuid, 21));
      set foreign_key_checks = 0;
      update django_content_type set id = id + 500;
      update auth_permission set content_type_id = content_type_id + 500;
      update credentials_usercredential set credential_content_type_id = credential_content_type_id + 500;
      set foreign_key_checks = 1;
      update core_user set full_name = concat('Line\\nEnd ', repeat('n', 240)) where id = 17;
      update core_user set email = 'no mail at all' where id = 18;
      update credentials_usercredential set username = 'uni_00011' where id = 111;
      update records_usergrade set modified = created - interval 1 day where id = 4;
      update credentials_usercredential set status = 'expired' where id = 2;
      update catalog_course set title = null where id = 1;
      insert into credentials_usercredential (id, created, modified, credential_id, username, status, uuid, credential_content_type_id)
        values (301, '2020-01-01', '2020-01-01', 22, 'both_types', 'revoked', '00000000-0000-4000-8000-000000000301', 525),
               (302, '2021-01-01', '2021-01-01', 23, 'both_types', 'awarded', '00000000-0000-4000-8000-000000000302', 525),
               (303, '2021-01-01', '2021-01-01', 1, 'admin', 'awarded', '00000000-0000-4000-8000-000000000303', 530),
               (304, '2021-01-01', '2021-01-01', 3, '  ', 'awarded', '00000000-0000-4000-8000-000000000304', 525)`);
    const file = join(stage.folder, 'ugly.ndjson');
    const { code, err } = await run('--report', file, '--verify', 'all');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const lines = await reportOf(file);
    const credentials = linesAbout(lines, 'credentials_usercredential');
    expect(credentials).toEqual(
      expect.arrayContaining([
        '2 left out: its status is neither awarded nor revoked',
        '303 left out: it is neither of a course nor of a program',
        '304 left out: its username is empty or has control characters',
        '111 changed: its username differs from the user in more than letter case: it is spelled as the user here',
        '302 changed: no user there has its username: it belongs to a user here of that name',
        '301 changed: it is one with another row here',
      ]),
    );
    expect(linesAbout(lines, 'core_user')).toEqual([
      '17 changed: its name has line ends or control characters: they are blanks here',
      '18 changed: its mail address is not valid: it is empty here',
      '47 changed: its lms_user_id is also that of another user, who keeps it',
    ]);
    expect(linesAbout(lines, 'records_usergrade')).toEqual(
      expect.arrayContaining([
        '4 changed: it was changed before it was created: the time of the change is that of the creation here',
        '69 changed: its percent_grade is below 0: it is 0 here',
      ]),
    );
    expect(await one('select user_id from user_credential where id = 111')).toEqual({ user_id: 28 });
    // The address of the one that was joined leads to the other.
    expect(await rows(`select uuid, credential_id::int from former_credential_uuid`)).toEqual([
      { uuid: '00000000-0000-4000-8000-000000000301', credential_id: 302 },
    ]);
    expect(await one('select status from user_credential where id = 302')).toEqual({ status: 'awarded' });
    expect(await one('select title from course where id = 1')).toEqual({ title: 'TestX+AA101' });
    expect(
      await one('select char_length(full_name) as n, full_name like $1 as joined from users where id = 17', [
        'Line End n%',
      ]),
    ).toEqual({ n: 249, joined: true });
    expect(await rows('select permission from user_permission where user_id = 7 order by 1')).toEqual([
      { permission: 'credentials.change_usercredential' },
      { permission: 'credentials.view_usercredential' },
    ]);
  });

  it('carries one site, and asks which where several have something', async () => {
    await change(`
      insert into catalog_program (id, created, modified, uuid, title, site_id, type, status, type_slug)
        select 99, created, modified, uuid, 'Of the other site', 2, type, status, type_slug from catalog_program where id = 1`);
    const asked = await run();
    expect(asked.code).toBe(1);
    expect(asked.err).toMatch(
      /several sites; --site says which.*conformance\.example \(13 programs.*old\.example\.com \(1 program/,
    );
    const file = join(stage.folder, 'site.csv');
    const { code } = await run('--site', 'credentials.conformance.example', '--report', file);
    expect(code).toBe(0);
    expect(linesAbout(await reportOf(file), 'catalog_program')).toEqual([
      '99 left out: it belongs to another site',
    ]);
    // A later run knows the site.
    expect((await run('--resume')).code).toBe(0);
    expect((await run('--site', 'old.example.com')).err).toContain('an installation holds one site');
  });

  it('brings pictures of signatures from a folder, and lists those that are missing', async () => {
    const media = await mkdtemp(join(stage.folder, 'media-'));
    const place = join(media, 'signatories', '1');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 's.png'), PNG);
    const file = join(stage.folder, 'media.csv');
    expect((await run('--media', media, '--report', file)).code).toBe(0);
    expect(await one('select count(*)::int as n from signatory where image is not null')).toEqual({ n: 1 });
    expect(linesAbout(await reportOf(file), 'credentials_signatory')).toEqual([
      '2 left out: the file of its picture is missing',
      '3 left out: the file of its picture is missing',
    ]);
  });

  it('refuses an installation with data of its own, and two imports at once', async () => {
    await rows(
      `insert into program (uuid, title, type, type_slug, status) values (gen_random_uuid(), 'Own', '', '', 'active')`,
    );
    await rows(
      `insert into program_certificate (site_id, program_id, is_active) select 1, id, true from program`,
    );
    const refused = await run();
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      'This installation has data of its own already: 1 row in program_certificate',
    );
    await rows('select pg_advisory_lock(7140017)');
    const second = await run('--into-used');
    expect(second.err).toContain('Another import runs on this database.');
    await rows('select pg_advisory_unlock_all()');
    const file = join(stage.folder, 'used.csv');
    expect((await run('--into-used', '--report', file)).code).toBe(0);
    expect(linesAbout(await reportOf(file), 'credentials_programcertificate')).toContain(
      '1 changed: it has another number here',
    );
    await change(`update django_migrations set applied = applied - interval 1 year`);
    expect((await run()).err).toContain('imported from another database than the source');
  });

  it('says clearly what is wrong with a source, and never its password', async () => {
    await change(
      'alter table records_usergrade drop column lms_last_updated_at; alter table core_user add column theme int',
    );
    const older = await run();
    expect(older.code).toBe(1);
    expect(older.err).toContain('it lacks the column records_usergrade.lms_last_updated_at');
    const bad = source().replace('importer', 'nobody');
    const refused = await cli('import:openedx', '--source', bad);
    expect(refused.err).toContain('refuses the account: check its name, its password');
    const missing = source().replace(stage.there, 'openedx_missing');
    expect((await cli('import:openedx', '--source', missing)).err).toContain('has no such database');
    await change('create database openedx_empty');
    const empty = source().replace(stage.there, 'openedx_empty');
    expect((await cli('import:openedx', '--source', empty)).err).toContain(
      'is no database of the Credentials service of Open edX',
    );
    await change('drop database openedx_empty');
    const text = older.err + refused.err;
    expect(
      [SOURCE_PASSWORD, encodeURIComponent(SOURCE_PASSWORD)].filter((word) => text.includes(word)),
    ).toEqual([]);
    // A device of Linux that is always full.
    if (existsSync('/dev/full')) {
      expect((await run('--report', '/dev/full')).err).toMatch(/^The report can't be written: ENOSPC.*\n$/);
      expect(openFiles()).not.toContain('/dev/full');
    }
    expect((await cli('import:openedx')).code).toBe(2);
    expect((await cli('import:openedx', '--source', 'http://x/y')).err).toContain(
      'is not an address such as',
    );
    const file = join(stage.folder, 'source');
    await writeFile(file, source());
    expect((await cli('import:openedx', '--source-file', file)).err).toContain('it lacks the column');
  });
});
