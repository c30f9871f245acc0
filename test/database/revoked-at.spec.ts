import { afterEach, describe, expect, it } from '@jest/globals';
import { migrate } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import { undoMigrations } from '../support/undo-migrations.js';

const PAST = '2020-01-01T00:00:00Z';
const FUTURE = '2999-01-01T00:00:00Z';

/** The learner `learner`, a program with the run `R1`, and certificates of both. */
const WORLD = `
  insert into users (username) values ('learner');
  insert into course (uuid, key, title) values (gen_random_uuid(), 'C', 'C');
  insert into course_run (uuid, key, course_id) select gen_random_uuid(), 'R1', id from course;
  insert into program (uuid, title, type, type_slug, status) values (gen_random_uuid(), 'P', '', '', 'active');
  insert into program_course_run (program_id, course_run_id, position) select p.id, r.id, 0 from program p, course_run r;
  insert into program_certificate (site_id, program_id, is_active) select 1, id, true from program;
  insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
    select 1, key, id, 'verified', true from course_run`;

interface Row {
  readonly status: string;
  readonly seen: boolean;
  readonly timed: boolean;
}

describe('a revoked credential', () => {
  const test = useOpenDatabase();
  const sql = <T extends object = Row>(text: string, values: unknown[] = []) =>
    test.dataSource.query<T[]>(text, values);

  afterEach(() => sql('truncate users, course, program, course_certificate, program_certificate cascade'));

  const issue = (kind: 'course' | 'program', status = 'awarded') =>
    sql(
      `insert into user_credential (user_id, ${kind}_certificate_id, status, first_awarded_at, created)
       select users.id, certificate.id, $1::varchar, case when $1::varchar = 'awarded' then now() end, '2021-01-01'
         from users, ${kind}_certificate certificate`,
      [status],
    );
  const set = (kind: 'course' | 'program', status: string) =>
    sql(
      `update user_credential set status = $1::varchar, modified = now(),
              first_awarded_at = coalesce(first_awarded_at, case when $1::varchar = 'awarded' then now() end)
        where ${kind}_certificate_id is not null`,
      [status],
    );
  const date = (time: string | null) =>
    sql('update course_certificate set certificate_available_date = $1', [time]);
  const stored = async (kind: 'course' | 'program') => {
    const [row] = await sql(
      `select status, was_visible as seen, revoked_at = modified as timed from user_credential
        where ${kind}_certificate_id is not null`,
    );
    return row;
  };

  it('has the time of the revocation, until it is awarded again', async () => {
    await sql(WORLD);
    await issue('course');
    expect(await stored('course')).toEqual({ status: 'awarded', seen: false, timed: null });
    await set('course', 'revoked');
    expect(await stored('course')).toEqual({ status: 'revoked', seen: true, timed: true });
    // Another change leaves the time alone.
    await sql('update user_credential set modified = now()');
    expect(await stored('course')).toMatchObject({ timed: false });
    await set('course', 'awarded');
    expect(await stored('course')).toMatchObject({ status: 'awarded', timed: null });
  });

  it('was not seen if it was revoked from the beginning, or before it was visible', async () => {
    await sql(WORLD);
    await issue('course', 'revoked');
    expect(await stored('course')).toEqual({ status: 'revoked', seen: false, timed: true });
    await date(FUTURE);
    await set('course', 'awarded');
    await set('course', 'revoked');
    expect(await stored('course')).toMatchObject({ seen: false });
    // Nobody saw it, whatever the date is by now.
    await date(PAST);
    expect(await stored('course')).toMatchObject({ seen: false });
    await set('course', 'awarded');
    await set('course', 'revoked');
    expect(await stored('course')).toMatchObject({ seen: true });
    // It was seen once.
    await date(FUTURE);
    await set('course', 'awarded');
    await set('course', 'revoked');
    expect(await stored('course')).toMatchObject({ seen: true });
  });

  it('of a program was seen with the course, also when that was revoked first', async () => {
    await sql(WORLD);
    await issue('program');
    await set('program', 'revoked');
    expect(await stored('program')).toMatchObject({ seen: false });
    await set('program', 'awarded');
    await issue('course');
    await set('course', 'revoked');
    await set('program', 'revoked');
    expect(await stored('program')).toEqual({ status: 'revoked', seen: true, timed: true });
  });

  it('of a program was not seen when its course is hidden', async () => {
    await sql(WORLD);
    await date(FUTURE);
    await issue('course');
    await issue('program');
    await set('program', 'revoked');
    expect(await stored('program')).toMatchObject({ seen: false });
  });

  it('cannot be without a time, nor an awarded one have one', async () => {
    await sql(WORLD);
    await issue('course');
    await expect(sql('update user_credential set revoked_at = now()')).rejects.toThrow(
      'user_credential_revoked_ck',
    );
    await set('course', 'revoked');
    await expect(sql('update user_credential set revoked_at = null')).rejects.toThrow(
      'user_credential_revoked_ck',
    );
    await expect(sql(`update user_credential set revoked_at = 'infinity'`)).rejects.toThrow(
      'user_credential_revoked_times_ck',
    );
  });

  it('of an earlier release has the time of its last change, and was seen by the rule of today', async () => {
    await undoMigrations(test.dataSource, 'RevokedAt');
    await sql(WORLD);
    await sql(`
      insert into users (username) values ('never'), ('hidden');
      insert into course_certificate (site_id, course_id, certificate_type, is_active, certificate_available_date)
        values (1, 'hidden', 'verified', true, '${FUTURE}');
      insert into user_credential (user_id, course_certificate_id, status, first_awarded_at, created, modified)
        select u.id, cc.id, 'revoked', case when username <> 'never' then '2021-01-01'::date end, '2021-01-01', '2022-01-01'
          from users u join course_certificate cc on (cc.course_id = 'hidden') = (u.username = 'hidden');
      insert into user_credential (user_id, program_certificate_id, status, first_awarded_at, created, modified)
        select u.id, pc.id, 'revoked', '2021-01-01', '2021-01-01', '2022-01-01' from users u, program_certificate pc`);
    await migrate(test.dataSource);
    const rows = await sql<{ who: string }>(
      `select username || case when program_certificate_id is null then ' course' else ' program' end as who,
              was_visible as seen, revoked_at = '2022-01-01' as timed
         from user_credential join users on users.id = user_id order by 1`,
    );
    expect(rows).toEqual([
      { who: 'hidden course', seen: false, timed: true },
      { who: 'hidden program', seen: false, timed: true },
      { who: 'learner course', seen: true, timed: true },
      { who: 'learner program', seen: true, timed: true },
      { who: 'never course', seen: false, timed: true },
      { who: 'never program', seen: false, timed: true },
    ]);
  });
});
