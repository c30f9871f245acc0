import { afterEach, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../src/data-source.js';
import { migrate, pendingMigrations } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import { undoMigrations } from '../support/undo-migrations.js';

/** The public schema as text in a fixed order: columns, constraints, indexes, views, functions. */
const SCHEMA = `
  select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
         coalesce(column_default, '') || ' ' || coalesce(character_maximum_length::text, '') as line
    from information_schema.columns where table_schema = 'public'
  union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
  union all select 'index ' || indexname || ' ' || indexdef from pg_indexes where schemaname = 'public'
  union all select 'view ' || viewname || ' ' || definition from pg_views where schemaname = 'public'
  union all select 'function ' || proname || ' ' || pg_get_functiondef(oid)
    from pg_proc where pronamespace = 'public'::regnamespace
  order by 1`;

describe('migrations', () => {
  const test = useOpenDatabase();

  const schema = async () =>
    (await test.dataSource.query<{ line: string }[]>(SCHEMA)).map(({ line }) => line);

  it('leave nothing that the entities do not declare, nor lack anything that they do', async () => {
    const { upQueries } = await test.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('go down to an empty database and up again to the same schema', async () => {
    const before = await schema();
    expect(before.length).toBeGreaterThan(50);
    await undoMigrations(test.dataSource);
    expect((await schema()).filter((line) => !line.includes('migration'))).toEqual([]);
    expect(await pendingMigrations(test.dataSource)).toHaveLength(test.dataSource.migrations.length);
    await migrate(test.dataSource);
    expect(await schema()).toEqual(before);
    expect(await pendingMigrations(test.dataSource)).toEqual([]);
  });

  it('take credentials for awarded before, unless they were made revoked and never touched', async () => {
    await undoMigrations(test.dataSource, 'FirstAward');
    await test.dataSource.query(`
      insert into users (username) select 'learner_' || n from generate_series(1, 5) n;
      insert into course_certificate (site_id, course_id, certificate_type, is_active)
        values ((select id from site), 'R1', 'verified', true);
      insert into user_credential (user_id, course_certificate_id, status, status_changes, created, modified)
        select u.id, (select id from course_certificate), status, changes, '2024-01-01', touched::date
          from (values (1, 'awarded', 1, '2024-01-01'), (2, 'awarded', 2, '2024-01-02'),
                       (3, 'revoked', 2, '2024-01-02'), (4, 'revoked', 1, '2024-01-02'),
                       (5, 'revoked', 1, '2024-01-01')) as history (n, status, changes, touched)
          join users u on u.username = 'learner_' || n`);
    await migrate(test.dataSource);
    const rows = await test.dataSource.query<{ first: boolean | null }[]>(
      'select first_awarded_at = created as first from user_credential order by user_id',
    );
    await test.dataSource.query('truncate users, course_certificate cascade');
    expect(rows.map(({ first }) => first)).toEqual([true, true, true, true, null]);
  });

  it('give what is awarded the time of a first award, and let none be without from then on', async () => {
    await undoMigrations(test.dataSource, 'AwardedHasFirstAward');
    await test.dataSource.query(`
      insert into users (username) values ('learner');
      insert into course_certificate (site_id, course_id, certificate_type, is_active)
        select site.id, 'R' || n, 'verified', true from site, generate_series(1, 2) n;
      insert into user_credential (user_id, course_certificate_id, status, first_awarded_at, created, modified)
        select users.id, certificate.id, status, null, '2024-01-01', '2024-01-02'
          from users, course_certificate certificate, (values ('R1', 'awarded'), ('R2', 'revoked')) as made (run, status)
         where certificate.course_id = run`);
    await migrate(test.dataSource);
    const rows = await test.dataSource.query(
      'select status, first_awarded_at = modified as healed from user_credential order by status',
    );
    expect(rows).toEqual([
      { status: 'awarded', healed: true },
      { status: 'revoked', healed: null },
    ]);
    await expect(test.dataSource.query(`update user_credential set status = 'awarded'`)).rejects.toThrow(
      'user_credential_first_award_ck',
    );
    await test.dataSource.query('truncate users, course_certificate cascade');
  });

  it('take the blanks around usernames away, and keep two users apart that would then be one', async () => {
    await undoMigrations(test.dataSource, 'TrimmedUsernames');
    const names = ['free ', 'Taken', ' taken', '\u00a0twice', 'twice\t', ' ', 'in between'];
    await test.dataSource.query(
      'insert into users (id, username) select * from unnest($1::int[], $2::text[])',
      [names.map((_, index) => 1001 + index), names],
    );
    await migrate(test.dataSource);
    const rows = await test.dataSource.query<{ username: string }[]>(
      'select username from users where id > 1000 order by id',
    );
    expect(rows.map(({ username }) => username)).toEqual([
      'free',
      'Taken',
      'taken (1003)',
      'twice',
      'twice (1005)',
      'user (1006)',
      'in between',
    ]);
    await test.dataSource.query('delete from users where id > 1000');
  });

  it('let a signature be a PNG, JPEG or SVG only, and keep those that are one under another name', async () => {
    await undoMigrations(test.dataSource, 'SignatureTypes');
    await test.dataSource.query(`
      insert into program (uuid, title, type, type_slug, status)
        values ('0e000000-0000-4000-8000-0000000000aa', 'Signed', 'T', 't', 'active');
      insert into program_certificate (site_id, program_id, is_active)
        select site.id, program.id, true from site, program where program.title = 'Signed';
      insert into signatory (program_certificate_id, position, name, title, image_type, image)
        select pc.id, ordinal, 'n', 't', type, 'x'::bytea from program_certificate pc
         cross join unnest(array['image/png', 'IMAGE/JPEG', 'image/jpg', 'text/html']) with ordinality made (type, ordinal)`);
    await migrate(test.dataSource);
    const rows = await test.dataSource.query<{ type: string | null; kept: boolean }[]>(
      'select image_type as type, image is not null as kept from signatory order by position',
    );
    expect(rows).toEqual([
      { type: 'image/png', kept: true },
      { type: 'image/jpeg', kept: true },
      { type: 'image/jpeg', kept: true },
      { type: null, kept: false },
    ]);
    const gif = `update signatory set image_type = 'image/gif' where image is not null`;
    await expect(test.dataSource.query(gif)).rejects.toThrow('signatory_image_type_ck');
    await test.dataSource.query('truncate program, program_certificate cascade');
  });

  it('clean names and addresses of users, and make the group Admins again where it is gone', async () => {
    await undoMigrations(test.dataSource, 'SoundUsers1');
    await test.dataSource.query(String.raw`
      insert into users (id, username, email, full_name) values
        (2001, E'be\u0007ll', E'a@x.example\nBcc: b@x.example', E'Two\nLines'), (2002, 'taken', 'ok@x.example', ' '),
        (2003, E'ta\u0085ken', '', 'Fine'), (2004, E'\ufffd', '', ''),
        (2005, E'\ufffd\u00a0blank\u3000\u0001', '', '');
      delete from user_group;
      update site set platform_name = ' ', partner_from_address = E'x\n@x.example'`);
    await migrate(test.dataSource);
    const rows = await test.dataSource.query(
      'select username, email, full_name from users where id > 2000 order by id',
    );
    expect(rows).toEqual([
      { username: 'bell', email: '', full_name: 'Two Lines' },
      { username: 'taken', email: 'ok@x.example', full_name: '' },
      { username: 'taken (2003)', email: '', full_name: 'Fine' },
      { username: 'user (2004)', email: '', full_name: '' },
      { username: 'blank', email: '', full_name: '' },
    ]);
    const rights = await test.dataSource.query(
      `select permission from user_group_permission join user_group on user_group.id = group_id where name = 'Admins'`,
    );
    expect(rights).toHaveLength(4);
    expect(await test.dataSource.query('select platform_name, partner_from_address from site')).toEqual([
      { platform_name: 'Open edX', partner_from_address: null },
    ]);
    await test.dataSource.query('delete from users where id > 2000');
  });

  it('keep what was visible by the rule of before, and let what waits be delivered by the release before', async () => {
    await undoMigrations(test.dataSource, 'OutboxWaiting');
    await test.dataSource.query(`
      insert into users (id, username) select n, 'seen ' || n from generate_series(3001, 3004) n;
      insert into course (id, uuid, key, title) values (3001, gen_random_uuid(), 'Seen', '');
      insert into course_run (id, uuid, key, course_id) select n, gen_random_uuid(), 'Seen ' || n, 3001 from generate_series(3001, 3002) n;
      insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active, certificate_available_date)
        values (3001, 1, 'Seen 3001', 3001, 'verified', true, '2020-01-01Z'), (3002, 1, 'Seen 3002', 3002, 'verified', true, '2990-01-01Z');
      insert into program (id, uuid, title, type, type_slug, status) values (3001, gen_random_uuid(), 'Seen', '', '', 'active');
      insert into program_course_run (program_id, course_run_id, position) values (3001, 3001, 0), (3001, 3002, 1);
      insert into program_certificate (id, site_id, program_id, is_active) values (3001, 1, 3001, true);
      insert into user_credential (id, user_id, course_certificate_id, status) values
        (3001, 3001, 3001, 'revoked'), (3002, 3002, 3002, 'revoked'), (3003, 3003, 3001, 'awarded'), (3004, 3004, 3001, 'revoked');
      insert into user_credential (id, user_id, program_certificate_id, status) values
        (3011, 3001, 3001, 'awarded'), (3012, 3002, 3001, 'awarded'), (3013, 3003, 3001, 'awarded'), (3014, 3004, 3001, 'revoked')`);
    await migrate(test.dataSource);
    const kept = 'select id::int, rested_on from user_credential where id > 3010 order by id';
    const none = (id: number) => ({ id, rested_on: null });
    expect(await test.dataSource.query(kept)).toEqual([
      { id: 3011, rested_on: ['3001'] },
      none(3012),
      none(3013),
      none(3014),
    ]);
    await test.dataSource.query(
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, run_at)
       values ('credential.awarded', 'completion-mail', 'waits', '{}', 'waiting', now() + interval '1 day')`,
    );
    await undoMigrations(test.dataSource, 'OutboxWaiting');
    expect(await test.dataSource.query('select state, run_at <= now() as due from outbox')).toEqual([
      { state: 'ready', due: true },
    ]);
    await migrate(test.dataSource);
    await test.dataSource.query(`
      truncate outbox, user_credential, program, program_certificate, course, course_certificate cascade;
      delete from users where id > 3000`);
  });

  describe('to a row for each subscriber of the outbox', () => {
    const toBefore = async () => {
      await undoMigrations(test.dataSource, 'OutboxBySubscriber');
    };

    /** Each message as `<dedupe key> <subscriber> <state> <attempts>`. */
    const messages = async () => {
      const rows = await test.dataSource.query<{ line: string }[]>(
        `select concat_ws(' ', dedupe_key, subscriber, state, attempts) as line from outbox order by line`,
      );
      return rows.map(({ line }) => line);
    };

    const insert = async (rows: readonly [key: string, state: string, payload: object][]) => {
      for (const [key, state, payload] of rows) {
        await test.dataSource.query(
          `insert into outbox (topic, dedupe_key, payload, state, attempts, run_at, last_error, lease_owner, lease_until, done_at)
           select split_part(key, ':', 1), key, $3, state, 2, '2024-01-01Z', 'why',
                  case state when 'leased' then gen_random_uuid() end,
                  case state when 'leased' then timestamptz '2024-01-02Z' end,
                  case when state not in ('ready', 'leased') then timestamptz '2024-01-03Z' end
             from (values ($1, $2)) as message (key, state)`,
          [key, state, payload],
        );
      }
    };

    const award = (credentialId: number, rest: object = { kind: 'program', first: true }) => ({
      credentialId,
      ...rest,
    });

    afterEach(async () => {
      await test.dataSource.query('truncate outbox');
    });

    it('let each award that waits or was given up be delivered to its subscribers, and no mail twice', async () => {
      await toBefore();
      await insert([
        ['credential.awarded:1:1', 'ready', award(1)],
        ['credential.awarded:2:1', 'leased', award(2)],
        ['credential.awarded:3:1', 'dead', award(3)],
        ['credential.awarded:4:1', 'done', award(4)],
        ['credential.awarded:5:1', 'ready', award(5, { kind: 'program', created: true })],
        ['credential.awarded:6:1', 'ready', award(6)],
        ['completion.mail:4', 'dead', award(4, {})],
        ['completion.mail:6', 'done', award(6, {})],
        ['completion.mail:7', 'leased', award(7, {})],
        ['completion.mail:8', 'ready', award(8, {})],
        ['completion.mail:9', 'cancelled', award(9, {})],
        ['credit-pathway.request:1', 'ready', { notificationId: 1 }],
        ['credit-pathway.request:2', 'leased', { notificationId: 2 }],
        ['credit-pathway.request:3', 'done', { notificationId: 3 }],
      ]);
      await migrate(test.dataSource);
      expect(await messages()).toEqual([
        'completion.mail:4 completion-mail dead 2',
        'completion.mail:6 completion-mail done 2',
        'completion.mail:7 completion-mail leased 2',
        'completion.mail:8 completion-mail ready 2',
        'completion.mail:9 completion-mail cancelled 2',
        'credential.awarded:1:1 completion-mail ready 2',
        'credential.awarded:1:1 credit-pathways.updates ready 2',
        'credential.awarded:2:1 completion-mail ready 0',
        'credential.awarded:2:1 credit-pathways.updates leased 2',
        'credential.awarded:3:1 completion-mail dead 2',
        'credential.awarded:3:1 credit-pathways.updates dead 2',
        'credential.awarded:4:1 credit-pathways.updates done 2',
        'credential.awarded:5:1 completion-mail ready 2',
        'credential.awarded:5:1 credit-pathways.updates ready 2',
        'credential.awarded:6:1 credit-pathways.updates ready 2',
        'credit-pathway.request:1 credit-pathways.mail ready 2',
        'credit-pathway.request:2 credit-pathways.mail leased 2',
        'credit-pathway.request:3 credit-pathways.mail done 2',
      ]);
      expect(
        await test.dataSource.query(
          `select distinct topic, payload - 'credentialId' - 'notificationId' as payload from outbox order by topic`,
        ),
      ).toEqual([
        { topic: 'credential.awarded', payload: { kind: 'program', first: true, version: 1 } },
        { topic: 'credit-pathway.request', payload: { version: 1 } },
      ]);
    });

    it('end what nobody wants, and keep errors and times of what has ended', async () => {
      await toBefore();
      await insert([
        ['credential.awarded:1:1', 'ready', award(1, { kind: 'course-run', first: true })],
        ['credential.awarded:2:3', 'dead', award(2, { kind: 'program', first: false })],
        ['credential.awarded:3:1', 'leased', award(3, { kind: 'program', created: false })],
        ['credential.revoked:4:2', 'ready', award(4, { kind: 'program', first: false })],
        ['credential.revoked:5:2', 'cancelled', award(5, { kind: 'program', first: false })],
        ['completion.mail:6', 'done', award(6, {})],
      ]);
      await migrate(test.dataSource);
      expect(await messages()).toEqual([
        'completion.mail:6 completion-mail done 2',
        'credential.awarded:1:1 nobody done 2',
        'credential.awarded:2:3 nobody done 2',
        'credential.awarded:3:1 nobody done 2',
        'credential.revoked:4:2 nobody done 2',
        'credential.revoked:5:2 nobody cancelled 2',
      ]);
      const ended = `from outbox where done_at = '2024-01-03Z' and last_error = 'why'`;
      expect(await test.dataSource.query(`select dedupe_key as key ${ended} order by key`)).toEqual([
        { key: 'completion.mail:6' },
        { key: 'credential.revoked:5:2' },
      ]);
    });

    it('go back to one row an event, and one a completion mail', async () => {
      await toBefore();
      const before: Parameters<typeof insert>[0] = [
        ['credential.awarded:1:1', 'ready', award(1)],
        ['completion.mail:2', 'leased', award(2, {})],
        ['credit-pathway.request:1', 'ready', { notificationId: 1 }],
      ];
      await insert(before);
      await migrate(test.dataSource);
      await test.dataSource.query(
        `insert into outbox (topic, subscriber, dedupe_key, payload)
           values ('credential.awarded', 'of.a.later.release', 'credential.awarded:1:1', '{}')`,
      );
      await toBefore();
      const rows = await test.dataSource.query(
        'select topic, dedupe_key as key, state, payload from outbox order by key',
      );
      await migrate(test.dataSource);
      expect(rows).toEqual([
        { topic: 'completion.mail', key: 'completion.mail:1', state: 'ready', payload: { credentialId: 1 } },
        { topic: 'completion.mail', key: 'completion.mail:2', state: 'leased', payload: { credentialId: 2 } },
        {
          topic: 'credential.awarded',
          key: 'credential.awarded:1:1',
          state: 'ready',
          payload: award(1, { kind: 'program', first: true, version: 1 }),
        },
        {
          topic: 'credit-pathway.request',
          key: 'credit-pathway.request:1',
          state: 'ready',
          payload: { notificationId: 1, version: 1 },
        },
      ]);
    });
  });

  it('take users who are inactive for deactivated here, as nothing else made them so', async () => {
    await undoMigrations(test.dataSource, 'RightsOfTokens');
    await test.dataSource.query(`
      insert into users (username, is_active, rights_changed_at, claims_issued_at) values
        ('m_barred', false, '2025-02-03', '2025-01-01'), ('m_barred_by_hand', false, null, null),
        ('m_good', true, '2025-02-03', '2025-01-01'), ('m_awarded', true, null, null)`);
    await migrate(test.dataSource);
    const rows = await test.dataSource.query(
      `select username, deactivated_at = coalesce(rights_changed_at, created) as since, administrator_at = '2025-01-01' as known
         from users where username like 'm\_%' order by id`,
    );
    await test.dataSource.query('truncate users cascade');
    expect(rows).toEqual([
      { username: 'm_barred', since: true, known: true },
      { username: 'm_barred_by_hand', since: true, known: null },
      { username: 'm_good', since: null, known: true },
      { username: 'm_awarded', since: null, known: null },
    ]);
  });

  it('run once when several processes start together', async () => {
    await undoMigrations(test.dataSource);
    const others = await Promise.all([1, 2, 3].map(() => createDataSource(test.url).initialize()));
    const ran = await Promise.all(others.map((other) => migrate(other)));
    await Promise.all(others.map((other) => other.destroy()));
    expect(ran.flat()).toHaveLength(test.dataSource.migrations.length);
  });
});
