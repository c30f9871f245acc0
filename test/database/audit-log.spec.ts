import { describe, expect, it } from '@jest/globals';
import { statement } from '../../src/platform/database/index.js';
import { requestContext } from '../../src/platform/telemetry/index.js';
import { useOpenDatabase } from '../support/open-database.js';

/** Why changes of these tables are not in the audit log. Every other table is audited. */
const NOT_AUDITED: Readonly<Record<string, string>> = {
  audit_log: 'it is the log',
  migration: 'the operator migrates; the table itself is the list',
  outbox: 'the service writes it: messages, not changes of people; a retry by staff records an act',
  pathway_notification: 'the service writes it for each mail of a credit request, which is audited',
  throttle: 'counters',
  username_change: 'digests of names; the rename itself is audited',
  catalog_sync: 'the log of syncs; what a sync changes is audited',
  api_key_use: 'when a key was last used',
  event_inbox: 'the service writes it for each event of the bus; their changes are audited',
  webhook_health: 'since when the requests to a webhook fail',
  webhook_delivery: 'the service writes it for each event of a webhook; a replay by staff records an act',
  idempotency_key: 'the answers to repeated requests, for a day',
  former_record_uuid: 'follows from a merge, which the row of the merged user tells',
  former_credential_uuid: 'follows from a migration or a merge, which are audited or list it',
};

const revokeAll = statement<object, [userIds: number[]]>(
  'spec.revoke_all',
  `update user_credential set status = 'revoked', modified = now() where user_id = any ($1)`,
);

interface Row {
  readonly action: string;
  readonly subject: string;
  readonly changes: unknown;
  readonly personal: unknown;
}

describe('the audit log', () => {
  const test = useOpenDatabase();
  let made = 0;

  const sql = <Result = unknown>(text: string, values: unknown[] = []) =>
    test.dataSource.query<Result[]>(text, values);

  /** New learners, each with a course credential. */
  async function learners(count = 1): Promise<number[]> {
    made += 1;
    const users = await sql<{ id: number }>(
      `insert into users (username, full_name)
       select 'audited_' || $1 || '_' || n, 'Name ' || n from generate_series(1, $2::int) n returning id`,
      [made, count],
    );
    await sql(
      `with made as (
         insert into course_certificate (site_id, course_id, certificate_type, is_active)
         values (1, 'Audited' || $1::text, 'verified', true) returning id)
       insert into user_credential (user_id, course_certificate_id, status)
       select u.id, made.id, 'awarded' from made, unnest($2::int[]) u (id)`,
      [made, users.map(({ id }) => id)],
    );
    return users.map(({ id }) => id);
  }

  const rowsAbout = (userId: number | undefined) =>
    sql<Row>('select action, subject, changes, personal from audit_log where user_id = $1 order by id', [
      userId,
    ]);

  const actionsAbout = async (userId: number | undefined, subject: string) =>
    (await rowsAbout(userId)).filter((row) => row.subject === subject).map(({ action }) => action);

  it('takes the changes of every table but those that have a reason', async () => {
    const tables = await sql<{ name: string; events: number }>(
      `select relname as name, count(tgname)::int as events
         from pg_class left join pg_trigger on tgrelid = pg_class.oid and tgname like relname || '_audit_%'
        where relkind = 'r' and relnamespace = 'public'::regnamespace group by 1 order by 1`,
    );
    const audited = tables.filter(({ events }) => events === 3).map(({ name }) => name);
    const left = tables.filter(({ events }) => events === 0).map(({ name }) => name);
    expect(left).toEqual(Object.keys(NOT_AUDITED).toSorted());
    expect(audited.length + left.length).toBe(tables.length);
  });

  it('tells award, revocation and restoration apart, and skips what changes nothing', async () => {
    const [id] = await learners();
    await sql(`update user_credential set status = 'revoked', modified = now() where user_id = $1`, [id]);
    await sql('update user_credential set modified = now(), date_override = null where user_id = $1', [id]);
    await sql(`update user_credential set status = 'awarded', modified = now() where user_id = $1`, [id]);
    await sql(`update user_credential set date_override = '2026-05-01Z' where user_id = $1`, [id]);
    const rows = (await rowsAbout(id)).filter(({ subject }) => subject === 'credential');
    expect(rows).toEqual([
      expect.objectContaining({ action: 'awarded' }),
      expect.objectContaining({ action: 'revoked', changes: { status: ['awarded', 'revoked'] } }),
      expect.objectContaining({ action: 'restored', changes: { status: ['revoked', 'awarded'] } }),
      expect.objectContaining({
        action: 'changed',
        changes: { date_override: [null, '2026-05-01T00:00:00+00:00'] },
      }),
    ]);
  });

  it('has what a grade was and is, and nothing for a report that changes nothing', async () => {
    const [id] = await learners();
    const run = await sql<{ id: number }>(
      `with made as (insert into course (uuid, key, title) values (gen_random_uuid(), 'Graded', 'Graded') returning id)
       insert into course_run (uuid, key, course_id) select gen_random_uuid(), 'Graded', id from made returning id`,
    );
    const course_run_id = run[0]!.id;
    await sql(
      'insert into user_grade (user_id, course_run_id, letter_grade, percent_grade, verified) values ($1, $2, $3, $4, true)',
      [id, course_run_id, 'B', 0.82],
    );
    await sql('update user_grade set modified = now() where user_id = $1', [id]);
    await sql(
      `update user_grade set percent_grade = 0.9, lms_last_updated_at = '2026-05-01Z' where user_id = $1`,
      [id],
    );
    await sql('delete from user_grade where user_id = $1', [id]);
    const rows = (await rowsAbout(id)).filter(({ subject }) => subject === 'grade');
    const time = '2026-05-01T00:00:00+00:00';
    const born = { user_id: [null, id], course_run_id: [null, course_run_id], letter_grade: [null, 'B'] };
    const gone = { user_id: [id, null], course_run_id: [course_run_id, null], letter_grade: ['B', null] };
    expect(rows.map(({ action, changes }) => [action, changes])).toEqual([
      ['created', { ...born, percent_grade: [null, 0.82], verified: [null, true] }],
      ['changed', { percent_grade: [0.82, 0.9], lms_last_updated_at: [null, time] }],
      [
        'deleted',
        { ...gone, percent_grade: [0.9, null], verified: [true, null], lms_last_updated_at: [time, null] },
      ],
    ]);
  });

  it('has a row for each of many that one statement changes', async () => {
    const ids = await learners(300);
    await test.database.transaction((transaction) => transaction.run(revokeAll, [ids]), {
      reason: 'by mistake',
    });
    const [counted] = await sql<{ rows: number; people: number }>(
      `select count(*)::int as rows, count(distinct user_id)::int as people
         from audit_log where user_id = any ($1) and action = 'revoked' and reason = 'by mistake'`,
      [ids],
    );
    expect(counted).toEqual({ rows: 300, people: 300 });
  });

  it('knows who did it, in which request and why', async () => {
    const [id] = await learners();
    const caller = { kind: 'user', id: 4711, name: 'ann', tokenDigest: 'x', client: 'script' } as const;
    await requestContext.run({ requestId: `it's "r\\1"`, caller }, () =>
      test.database.transaction((transaction) => transaction.run(revokeAll, [[id!]]), {
        reason: `Ann's \\ "reason"`,
      }),
    );
    const [row] = await sql(
      `select actor_kind, actor_id::int, actor_name, request_id, reason from audit_log
        where user_id = $1 and action = 'revoked'`,
      [id],
    );
    expect(row).toEqual({
      actor_kind: 'user',
      actor_id: 4711,
      actor_name: 'script',
      request_id: `it's "r\\1"`,
      reason: `Ann's \\ "reason"`,
    });
  });

  it('names the role of the database behind SQL by hand, also on a connection that worked for somebody before', async () => {
    const [id] = await learners();
    await test.database.transaction((transaction) => transaction.run(revokeAll, [[id!]]), { reason: 'no' });
    const runner = test.dataSource.createQueryRunner();
    await runner.query('begin');
    await runner.query(`set local audit.origin = '{"kind":"job"}'`);
    await runner.query('commit');
    await runner.query(`update user_credential set status = 'awarded' where user_id = $1`, [id]);
    await runner.release();
    const [row] = await sql(
      `select actor_kind, actor_name = session_user as "isRole", reason from audit_log
        where user_id = $1 and action = 'restored'`,
      [id],
    );
    expect(row).toEqual({ actor_kind: 'unknown', isRole: true, reason: null });
  });

  it('refuses to change, delete or empty what is written', async () => {
    const [id] = await learners();
    await expect(sql(`update audit_log set action = 'x' where user_id = $1`, [id])).rejects.toThrow(
      'The audit log is append only: update is refused',
    );
    await expect(sql('update audit_log set personal = null where user_id = $1', [id])).rejects.toThrow(
      'append only',
    );
    await expect(sql('delete from audit_log where user_id = $1', [id])).rejects.toThrow('delete is refused');
    await expect(sql('truncate audit_log')).rejects.toThrow('truncate is refused');
  });

  it('lets a change not happen when its row cannot be written', async () => {
    const [id] = await learners();
    await sql(`create function spec_breaks() returns trigger language plpgsql as
      $$ begin if new.user_id = ${id} then raise exception 'the log is broken'; end if; return new; end $$`);
    await sql(
      'create trigger spec_breaks_tg before insert on audit_log for each row execute function spec_breaks()',
    );
    const change = test.database.transaction((transaction) => transaction.run(revokeAll, [[id!]]));
    await expect(change).rejects.toThrow('the log is broken');
    await sql('drop trigger spec_breaks_tg on audit_log');
    await sql('drop function spec_breaks()');
    const [credential] = await sql('select status from user_credential where user_id = $1', [id]);
    expect(credential).toEqual({ status: 'awarded' });
  });

  it('keeps names apart, and forgets them and the reasons of one person only', async () => {
    const [ann, ben] = await learners(2);
    await sql(
      `insert into user_credential_attribute (credential_id, name, value)
       select id, 'whitelist_reason', 'was ill' from user_credential where user_id = any ($1)`,
      [[ann, ben]],
    );
    await test.database.transaction((transaction) => transaction.run(revokeAll, [[ann!, ben!]]), {
      reason: 'Ann copied from Ben',
    });
    const before = await rowsAbout(ann);
    expect(before.map(({ personal }) => personal)).toContainEqual({
      'attributes.whitelist_reason': [null, 'was ill'],
    });
    expect(JSON.stringify(before.map(({ changes }) => changes))).not.toMatch(/Name|audited_|ill/);
    await sql('select audit_forget(array[$1::bigint])', [ann]);
    expect(await rowsAbout(ann)).toEqual(before.map((row) => ({ ...row, personal: null })));
    const reasons = await sql<{ user_id: string; reason: string | null }>(
      `select user_id::int, reason from audit_log where user_id = any ($1) and action = 'revoked' order by user_id`,
      [[ann, ben]],
    );
    expect(reasons).toEqual([
      { user_id: ann, reason: null },
      { user_id: ben, reason: 'Ann copied from Ben' },
    ]);
  });

  it('tells a rename and a deactivation from other changes of a user, and skips the times of tokens', async () => {
    const [id] = await learners();
    await sql('update users set claims_issued_at = now(), name_attempts = 1 where id = $1', [id]);
    await sql(`update users set username = 'renamed_' || $1 where id = $1`, [id]);
    await sql('update users set is_active = false, deactivated_at = now() where id = $1', [id]);
    await sql('update users set is_active = true, deactivated_at = null where id = $1', [id]);
    await sql(`update users set staff_name = 'New name' where id = $1`, [id]);
    expect(await actionsAbout(id, 'user')).toEqual([
      'created',
      'renamed',
      'deactivated',
      'reactivated',
      'changed',
    ]);
  });

  // These functions name the columns that they log. A new column is named there, or here when it follows from others.
  it.each([
    ['user_grade', 'audit_grade_change', ['modified']],
    [
      'user_credential',
      'audit_credential_change',
      [
        'change',
        'created',
        'modified',
        'rested_on',
        'revoked_at',
        'status_at',
        'status_changes',
        'was_visible',
      ],
    ],
  ])('has every column of %s that people change', async (table, writer, derived) => {
    const columns = await sql<{ name: string }>(
      `select attname as name from pg_attribute, pg_proc
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and proname = $2
          and prosrc !~ ('\\m' || attname || '\\M') order by attname`,
      [table, writer],
    );
    expect(columns.map(({ name }) => name)).toEqual(derived);
  });

  it('holds neither images nor secrets', async () => {
    await sql(
      `update site set csrf_key = gen_random_uuid(), platform_name = platform_name || '!' where id = 1`,
    );
    const rows = await sql<{ names: string[] }>(
      `select array(select jsonb_object_keys(changes)) as names from audit_log where subject = 'site'`,
    );
    expect(rows).toContainEqual({ names: ['platform_name'] });
    const columns = await sql<{ name: string }>(
      `select relname || '.' || attname as name from pg_attribute
         join pg_class on pg_class.oid = attrelid
         join pg_trigger on tgrelid = attrelid and tgname = relname || '_audit_insert_tg'
        where atttypid = 'bytea'::regtype
          and not attname = any ((string_to_array(encode(tgargs, 'escape'), E'\\\\000'))[5]::text[])`,
    );
    expect(columns).toEqual([]);
  });
});
