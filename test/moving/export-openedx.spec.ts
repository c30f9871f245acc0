import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { CHANGED, HOSTILE, SITE, TABLES, TWINS, useExportStage } from '../support/export-stage.js';
import { describeWithMariaDb } from '../support/mariadb.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

describeWithMariaDb('cli export:openedx', () => {
  const stage = useExportStage();
  const { load, cli, imported, send, rows, exported, copyTo, credential, here } = stage;

  describe('as SQL', () => {
    let script: string;

    beforeAll(async () => {
      script = await exported(stage.test);
      await load('back');
      await stage.mariadb.run(script, 'back');
    });

    it('brings new credentials with their uuids, numbers and times', async () => {
      expect(await credential('back', stage.ofNewLearner.course)).toEqual({
        ...(await here(stage.ofNewLearner.course))!,
        model: 'coursecertificate',
        credential_id: 1,
        date: '2025-02-03 04:05:06.789012',
      });
      expect(await credential('back', stage.ofNewLearner.program)).toEqual({
        ...(await here(stage.ofNewLearner.program))!,
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
             join credentials_usercredential c on c.id = a.user_credential_id where c.uuid = '${stage.ofNewLearner.course}'`,
        ),
      ).toEqual([{ name: 'note', value: HOSTILE }]);
    });

    it('changes what was changed here, and lets all else be', async () => {
      expect(await credential('back', CHANGED.revoked)).toMatchObject((await here(CHANGED.revoked))!);
      expect(await credential('back', CHANGED.revoked)).toMatchObject({ status: 'revoked' });
      expect(
        await rows(
          'back',
          `select a.name, a.value from credentials_usercredentialattribute a
             join credentials_usercredential c on c.id = a.user_credential_id
            where c.uuid = '${CHANGED.attribute}' order by a.name`,
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
      const [shared] = await stage.test.dataSource.query<{ uuid: string }[]>(
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
      await stage.mariadb.run(script, 'back');
      expect(await all()).toEqual(before);
      await imported(stage.test, 'back');
    });

    it('leaves rows that are newer there', async () => {
      await copyTo('newer');
      await stage.mariadb.run(
        `update credentials_usercredential set status = 'awarded', modified = '2098-01-01' where uuid = '${CHANGED.revoked}'`,
        'newer',
      );
      await stage.mariadb.run(script, 'newer');
      expect(await credential('newer', CHANGED.revoked)).toMatchObject({
        status: 'awarded',
        modified: '2098-01-01 00:00:00.000000',
      });
    });

    it('keeps the address there of what was issued on both sides, and takes other numbers where its own are taken', async () => {
      await copyTo('twice');
      const [{ id }] = await stage.test.dataSource.query<[{ id: number }]>(
        `select id::integer as id from user_credential where uuid = $1`,
        [stage.ofNewLearner.course],
      );
      const there = 'f'.repeat(32);
      await stage.mariadb.run(
        `insert into credentials_usercredential (id, created, modified, credential_id, username, status, uuid, credential_content_type_id)
         values (900, '2026-01-01', '2026-01-01', 1, 'nëw_LEARNER', 'revoked', '${there}', 26),
                (${id + 1}, '2026-01-01', '2026-01-01', 9, 'somebody', 'awarded', '${'e'.repeat(32)}', 25),
                (${id}, '2026-01-01', '2026-01-01', 8, 'somebody', 'awarded', '${'d'.repeat(32)}', 25)`,
        'twice',
      );
      await stage.mariadb.run(script, 'twice');
      expect(await credential('twice', there)).toMatchObject({ id: 900, status: 'awarded' });
      expect(await credential('twice', stage.ofNewLearner.program)).toBeUndefined();
      const course = (await credential('twice', stage.ofNewLearner.course)) as { id: number };
      expect(course.id).toBeGreaterThan(900);
      expect(await credential('twice', 'd'.repeat(32))).toMatchObject({ id, username: 'somebody' });
    });

    it('is read the same with native uuids, other modes and tables that compare in different ways', async () => {
      await copyTo('native', 'uuid');
      const tables = ['records_usergrade', 'catalog_courserun', 'catalog_course', 'catalog_program'];
      for (const table of tables)
        await stage.mariadb.run(
          `alter table ${table} convert to character set utf8mb4 collate utf8mb4_unicode_ci`,
          'native',
        );
      await stage.mariadb.run(
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
      await stage.mariadb.run(
        `update django_site set domain = 'elsewhere.example' where domain = '${SITE}'`,
        'other',
      );
      await expect(stage.mariadb.run(script, 'other')).rejects.toThrow(
        "Column 'this_database_lacks_the_site' cannot be null",
      );
      expect(await credential('other', stage.ofNewLearner.course)).toBeUndefined();
    });

    it('is a whole file that nobody else reads, or none, and tells how much of what', async () => {
      const path = join(stage.folder, 'whole.sql');
      const { code, out, err } = await cli(stage.test, 'export:openedx', '--output', path);
      expect([code, out]).toEqual([0, '']);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await readFile(path, 'utf8')).endsWith('-- The end.\n')).toBe(true);
      expect((await readdir(stage.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
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
      const text = await exported(stage.test, '--format', 'calls');
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
        expect(await states(other)).toEqual(await states(stage.test));
      } finally {
        await other.close();
      }
    });

    it('tells what has no call', async () => {
      const { err } = await cli(
        stage.test,
        'export:openedx',
        '--format',
        'calls',
        '--output',
        join(stage.folder, 'calls'),
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
      await issue(fresh, 'alice', { course_run_key: MATHEMATICS.run, mode: 'verified' });
      expect(await exported(fresh, '--since', '2000-01-01', '--format', 'calls')).toContain(
        '"username":"alice"',
      );
      expect((await cli(fresh, 'export:openedx', '--since', 'yesterday')).code).toBe(2);
    } finally {
      await fresh.close();
    }
  });
});
