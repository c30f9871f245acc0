import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { linesAbout, reportOf, useImportStage } from '../support/import-stage.js';
import { describeWithMariaDb } from '../support/mariadb.js';

/** SQL: the user is called so in all tables there, as after a replacement of usernames. */
const renamed = (id: number, name: string) => `
  set @former = (select username from core_user where id = ${id});
  update core_user set username = '${name}' where id = ${id};
  update credentials_usercredential set username = '${name}', modified = '2026-11-27' where username = @former;
  update records_usergrade set username = '${name}', modified = '2026-11-27' where username = @former;`;

describeWithMariaDb('cli import:openedx, with changes and oddities', () => {
  const stage = useImportStage();
  const { bring, change, cli, rows, run } = stage;

  it('tells people apart who take over the names of others', async () => {
    expect(await bring()).toBe('');
    await change(`
      ${renamed(20, 'for a moment')} ${renamed(22, 'Learner_00003')} ${renamed(20, 'somebody_else')}
      ${renamed(23, 'in between')} ${renamed(24, 'first_of_two')} ${renamed(23, 'second_of_two')}
      ${renamed(24, 'in between')} ${renamed(23, 'first_of_two')} ${renamed(24, 'second_of_two')}
      insert into core_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active,
          date_joined, full_name)
        values (900, '', 0, 'Learner_00005', '', '', 'new@learners.example', 0, 1, '2026-11-27', 'New Person');
      insert into records_usergrade (created, modified, letter_grade, percent_grade, course_run_id, username, verified)
        values ('2026-11-27', '2026-11-27', 'A', 1, 2, 'Learner_00005', 1)`);
    const file = join(stage.folder, 'names.ndjson');
    expect(await bring('--report', file)).toBe('');
    // Names change hands once more, now between users whom the import knows by these names, and one is barred here.
    await rows('update users set is_active = false, deactivated_at = now() where id = 23 returning id');
    await change(
      `${renamed(23, 'in between')} ${renamed(24, 'first_of_two')} ${renamed(23, 'second_of_two')}`,
    );
    expect(await bring()).toBe('');
    expect(
      await rows(
        `select id, username, email from users where id in (20, 22, 23, 24, 900) or username like 'renamed-%' order by id`,
      ),
    ).toEqual([
      { id: 20, username: 'somebody_else', email: expect.any(String) },
      { id: 22, username: 'Learner_00003', email: expect.any(String) },
      { id: 23, username: 'second_of_two', email: expect.any(String) },
      { id: 24, username: 'first_of_two', email: expect.any(String) },
      { id: 900, username: 'Learner_00005', email: 'new@learners.example' },
    ]);
    expect(await rows('select user_id from user_grade where id > 70')).toEqual([{ user_id: 900 }]);
    expect(await reportOf(file)).toContainEqual({
      table: 'core_user',
      id: '900',
      what: 'changed',
      why: 'its username was that of another user, who has another one now',
      detail: 'core_user 22',
    });
  });

  it('brings a number of the LMS that belongs to another user now, and keeps one that became known here', async () => {
    expect(await bring()).toBe('');
    await rows('update users set lms_user_id = 77001, lms_user_id_at = now() where id = 26 returning id');
    await change(`
      update core_user set is_active = 0 where id = 46;
      update core_user set first_name = 'Other', full_name = null where id = 26;
      update core_user set lms_user_id = case id when 20 then 20021 when 21 then 20020 end where id in (20, 21)`);
    expect(await bring()).toBe('');
    await change(
      'update core_user set lms_user_id = case id when 20 then 20020 when 21 then 20021 end where id in (20, 21)',
    );
    expect(await bring()).toBe('');
    expect(
      await rows(
        'select id, lms_user_id::int as number from users where id in (20, 21, 26, 46, 47) order by id',
      ),
    ).toEqual([
      { id: 20, number: 20020 },
      { id: 21, number: 20021 },
      { id: 26, number: 77001 },
      { id: 46, number: null },
      { id: 47, number: 50029 },
    ]);
  });

  it('leaves the number of the LMS to the account that stays after a merge here', async () => {
    await change('update core_user set lms_user_id = null where id = 21');
    expect(await bring()).toBe('');
    const users = 'select username, lms_user_id::int as number from users where id in (20, 21) order by id';
    const [from, into] = await rows<{ username: string; number: number | null }>(users);
    expect([typeof from!.number, into!.number]).toEqual(['number', null]);
    const { code } = await cli('merge-accounts', from!.username, '--into', into!.username);
    expect(code).toBe(0);
    await change(`update core_user set first_name = 'Other', full_name = null where id = 21`);
    expect(await bring()).toBe('');
    expect(await rows(users)).toEqual([
      { ...from!, number: null },
      { ...into!, number: from!.number },
    ]);
  });

  it('follows a credential and a grade that belong to somebody else, and notes since when a status is known', async () => {
    expect(await bring()).toBe('');
    // An event that the service there has missed is newer than this, and one that it has had is older.
    expect(await rows('select id from user_credential where status_at <> modified')).toEqual([]);
    await rows(`update user_credential set status_at = '2020-01-01Z' returning id`);
    await change(`
      update credentials_usercredential set username = 'nobody_yet', modified = '2026-11-27' where id = 20;
      update credentials_usercredential set status = 'revoked', modified = '2026-11-27' where id = 1;
      update records_usergrade set username = (select username from core_user where id = 31), modified = '2026-11-27' where id = 10`);
    expect(await bring()).toBe('');
    expect(
      await rows(
        `select u.username from user_credential c join users u on u.id = c.user_id where c.id = 20
         union all select user_id::text from user_grade where id = 10`,
      ),
    ).toEqual([{ username: 'nobody_yet' }, { username: '31' }]);
    // So that an older report of the LMS does not undo what the service there has heard since.
    expect(await rows(`select id::int from user_credential where status_at = '2026-11-27Z'`)).toEqual([
      { id: 1 },
    ]);
    expect(
      await rows(
        `select id from user_credential where status_at <> '2020-01-01Z' and status_at <> '2026-11-27Z'`,
      ),
    ).toEqual([]);
  });

  it('carries what hangs on odd rows, and tells of it', async () => {
    await change(`
      set sql_mode = '', foreign_key_checks = 0;
      update core_user set date_joined = '0000-00-00' where id = 28;
      alter table core_user modify lms_user_id bigint;
      update core_user set lms_user_id = 9007199254740993000 where id = 22;
      update credentials_usercredential set modified = '0000-00-00' where id = 6;
      update credentials_usercredential set credential_content_type_id = 9999 where id = 9;
      update catalog_courserun set start_date = '0000-00-00' where id = 1;
      update credentials_signatory set name = concat('A', char(0), 'B') where id = 1;
      insert into credentials_usercredentialattribute (created, modified, name, value, user_credential_id)
        values (now(), now(), 'zero', concat('a', char(0), 'b'), 11), (now(), now(), '', 'nameless', 13),
               (now(), now(), 'signs', '"\\\\u0000 \\\\', 12);
      insert into records_usergrade (id, created, modified, letter_grade, percent_grade, course_run_id, username, verified)
        values (-5, now(), now(), 'A', 1, 2, 'below_zero', 1)`);
    const file = join(stage.folder, 'odd.ndjson');
    expect(await bring('--report', file)).toBe('');
    const lines = await reportOf(file);
    expect(linesAbout(lines, 'core_user')).toEqual(
      expect.arrayContaining([
        '28 changed: it has no time of joining: it has that of the import here',
        expect.stringContaining('22 left out: '),
      ]),
    );
    expect(linesAbout(lines, 'credentials_usercredential')).toEqual(
      expect.arrayContaining([
        '1 changed: its user was not carried: it belongs to a user here of that name',
        '13 changed: an attribute has no name: it is left out',
        expect.stringContaining('9 left out: '),
      ]),
    );
    expect(linesAbout(lines, 'records_usergrade')).toContainEqual(expect.stringContaining('-5 left out: '));
    expect(
      await rows(
        `select name, value from user_credential_attribute where name in ('zero', 'signs') order by name`,
      ),
    ).toEqual([
      { name: 'signs', value: '"\\u0000 \\' },
      { name: 'zero', value: 'a\u0001b' },
    ]);
  });

  it('compares under any mode of the server, and tables that compare names in different ways', async () => {
    await change(`
      alter table records_usergrade convert to character set utf8mb4 collate utf8mb4_unicode_ci;
      alter table auth_permission convert to character set utf8mb4 collate utf8mb4_bin;
      set global sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,ONLY_FULL_GROUP_BY,PAD_CHAR_TO_FULL_LENGTH'`);
    try {
      expect(await bring()).toBe('');
    } finally {
      await change('set global sql_mode = default');
    }
  });

  it('finds a difference in each table, and none where somebody changed a row here', async () => {
    expect(await bring()).toBe('');
    await rows(`
      update program set title = 'Changed by the catalog', modified = now() where id = 1;
      update course set title = 'Changed by the catalog', modified = now() where id = 1`);
    expect(await bring()).toBe('');
    await rows(`
      update organization set name = 'Other' where id = 1;
      update course set title = 'Other' where id = 2;
      update course_run set end_date = '2030-01-01Z' where id = 1;
      update program set type_slug = 'other' where id = 2;
      delete from pathway_program where pathway_id = (select min(pathway_id) from pathway_program);
      delete from user_group_permission where group_id = (select min(group_id) from user_group_permission);
      delete from user_group_member where user_id = (select min(user_id) from user_group_member);
      delete from user_permission where user_id = (select min(user_id) from user_permission);
      update users set email = 'other@learners.example' where id = 20;
      update users set lms_user_id = null where id = 21;
      update signatory set title = 'Other' where id = (select min(id) from signatory);
      update user_credential set created = created - interval '1 second' where id = 3;
      update user_grade set percent_grade = 0.1234 where id = 1`);
    const { code, err } = await run('--verify', 'all');
    expect(code).toBe(1);
    const found = new Set(
      [...err.matchAll(/^(\w+) \d+ differs in (.+)$/gm)].map(([, table, field]) => `${table!}.${field!}`),
    );
    expect([...found].sort()).toEqual([
      'auth_group.rights',
      'catalog_course.title',
      'catalog_courserun.end',
      'catalog_organization.name',
      'catalog_pathway.programs',
      'catalog_program.type_slug',
      'core_user.email',
      'core_user.groups',
      'core_user.lms_user_id',
      'core_user.rights',
      'credentials_programcertificate.signatures',
      'credentials_usercredential.created',
      'records_usergrade.percent_grade',
    ]);
  });
});
