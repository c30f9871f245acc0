import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const CREDENTIALS = '/api/v2/credentials/';

interface Merge {
  readonly merged_before: boolean;
  readonly changed: Record<string, number>;
  readonly conflicts: readonly { kind: string; kept: string; other: string; subject: string }[];
}

describe('a merge of accounts', () => {
  let test: TestApp;
  let serial = 0;
  let from: string;
  let into: string;

  beforeAll(async () => {
    // No worker: mails wait.
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  beforeEach(() => {
    serial += 1;
    from = `From_${serial}`;
    into = `Into_${serial}`;
  });

  const post = (path: string, body: object, caller = 'root') =>
    test.request.post(path).set('Authorization', test.as(caller)).send(body);
  const get = (path: string, caller = 'root') => test.request.get(path).set('Authorization', test.as(caller));

  const award = async (username: string, credential: object, more: object = {}): Promise<string> => {
    const { body } = await post(CREDENTIALS, { username, credential, ...more }).expect(201);
    return (body as { uuid: string }).uuid;
  };
  const run = { course_run_key: RUN, mode: 'verified' };
  const program = { program_uuid: PROGRAM };
  const grade = async (username: string, percent: string, at: string) => {
    const body = { username, course_run: RUN, letter_grade: '', percent_grade: percent };
    await post('/api/v2/grades/', { ...body, verified: true, lms_last_updated_at: at }).expect(201);
  };
  const share = async (username: string): Promise<string> => {
    const { body } = await post(`/records/programs/${PROGRAM}/share/`, { username });
    return new URL((body as { url: string }).url).pathname;
  };
  const merge = (body: object, { name = from, caller = 'admin' } = {}) =>
    post(`${ADMIN}/users/${name}/merge/`, body, caller);
  const merged = async (body: object = {}): Promise<Merge> =>
    (await merge({ into, ...body }).expect(200)).body as Merge;

  const holders = (...uuids: string[]) =>
    test.dataSource.query<{ username: string; status: string }[]>(
      `select u.username, c.status from user_credential c join users u on u.id = c.user_id
        where c.uuid = any ($1::uuid[]) order by u.username`,
      [uuids],
    );

  it('moves all that a learner has, and every address stays good', async () => {
    const uuids = [await award(from, run), await award(from, program)];
    await grade(from, '0.8', '2026-01-01T00:00:00Z');
    const link = await share(from);
    await post(`/records/programs/${PROGRAM}/send/`, { username: from, pathway_id: 1 }, from).expect(200);
    await award(into, run, { status: 'revoked' });
    const { changed } = await merged();
    expect(changed).toMatchObject({
      users: 1,
      user_credential: 2,
      user_grade: 1,
      program_cert_record: 1,
      user_credit_pathway: 1,
      pathway_notification: 1,
    });
    expect(await holders(...uuids)).toEqual([
      { username: into, status: 'awarded' },
      { username: into, status: 'awarded' },
    ]);
    for (const uuid of uuids) await test.request.get(`/credentials/${uuid.replaceAll('-', '')}/`).expect(200);
    await test.request.get(`${link}csv/`).expect(200);
    // Staff read the numbers of the accounts in it, the learner does not.
    const history = `${CREDENTIALS}${uuids[1]!}/history/`;
    expect((await get(history).expect(200)).text).toContain('"user_id"');
    expect((await get(history, into).expect(200)).text).not.toContain('"user_id"');
    const list = await get(`${CREDENTIALS}?username=${from}`).expect(200);
    expect((list.body as { results: { username: string }[] }).results.map((one) => one.username)).toEqual([
      into,
      into,
    ]);
  });

  it('lets staff find all of it by the old name', async () => {
    await award(from, run);
    const uuid = await award(from, program);
    await post(`/records/programs/${PROGRAM}/send/`, { username: from, pathway_id: 1 }, from).expect(200);
    await award(into, run, { status: 'revoked' });
    await merged();
    await post(CREDENTIALS, { username: from, credential: run, reason: 'after' }).expect(201);
    const found = async <T>(path: string) => {
      const { body } = await get(`${path}?username=${from.toUpperCase()}`, 'admin').expect(200);
      return (body as { results: T[] }).results;
    };
    const named = [expect.objectContaining({ username: into })];
    expect(await found(`${ADMIN}/completion_mails/`)).toEqual(named);
    expect(await found('/api/v2/credit_pathways/notifications/')).toEqual(named);
    const deliveries = await found<{ about: { username: string; credential_uuid: string | null } }>(
      `${ADMIN}/deliveries/`,
    );
    expect(new Set(deliveries.map(({ about }) => about.username))).toEqual(new Set([into]));
    expect(deliveries.map(({ about }) => about.credential_uuid)).toContain(uuid);
    const changes = await found<{ username: string }>(`${ADMIN}/audit/`);
    // Those before the merge, and those after it.
    expect(new Set(changes.map(({ username }) => username))).toEqual(new Set([from, into]));
    const progress = `/records/api/v1/program_records/${PROGRAM}/progress/`;
    expect((await get(`${progress}?username=${from}`, 'admin').expect(200)).body).toEqual(
      (await get(`${progress}?username=${into}`, 'admin').expect(200)).body,
    );
  });

  it('keeps the awarded credential, the newer grade and the older link, and says so', async () => {
    const lost = [await award(from, run, { status: 'revoked' }), await award(into, program)];
    const attributes = [{ name: 'whitelist_reason', value: 'ill at the exam' }];
    const kept = [await award(into, run), await award(from, program)];
    await test.dataSource.query(
      `update user_credential set first_awarded_at = now() - interval '1 day' where uuid = $1`,
      [kept[1]],
    );
    await post(CREDENTIALS, { username: into, credential: program, attributes }).expect(201);
    await grade(from, '0.9', '2026-02-01T00:00:00Z');
    await grade(into, '0.5', '2026-01-01T00:00:00Z');
    const links = [await share(from), await share(into)];
    const dry = await merged({ dry_run: true });
    const done = await merged();
    expect(done).toEqual({ ...dry, dry_run: false });
    expect(done.conflicts).toMatchObject([
      { kind: 'credential', kept: expect.stringContaining('awarded'), subject: expect.any(String) },
      { kind: 'credential', kept: expect.stringContaining('awarded') },
      { kind: 'grade', subject: RUN, kept: '0.9000', other: '0.5000' },
      { kind: 'shared_record', subject: PROGRAM },
    ]);
    expect(await holders(...kept, ...lost)).toEqual([
      { username: into, status: 'awarded' },
      { username: into, status: 'awarded' },
    ]);
    for (const [index, uuid] of lost.entries()) {
      const { body: history } = await get(`${CREDENTIALS}${uuid}/history/`).expect(200);
      const of = (history as { results: { subject_id: string }[] }).results.map(({ subject_id: id }) => id);
      expect(of).toEqual(expect.arrayContaining([uuid, kept[index]]));
      const { body } = await get(`${CREDENTIALS}${uuid}/`).expect(200);
      expect(body).toMatchObject({ uuid: kept[index] });
      await test.request.get(`/credentials/${uuid.replaceAll('-', '')}/`).expect(200);
    }
    expect((await get(`${CREDENTIALS}${kept[1]!}/`)).body).toMatchObject({ attributes });
    for (const link of links) await test.request.get(`${link}csv/`).expect(200);
    await post(`${ADMIN}/users/${into}/retire/`, {}, 'admin').expect(200);
    const told = await test.dataSource.query(
      `select action from audit_log where personal::text like '%ill at the exam%'`,
    );
    expect(told).toEqual([]);
  });

  it('changes nothing as a dry run, and nothing when it is done again', async () => {
    const uuid = await award(from, run);
    await award(into, program);
    const dry = await merged({ dry_run: true });
    expect(await holders(uuid)).toEqual([{ username: from, status: 'awarded' }]);
    expect((await merged()).changed).toEqual(dry.changed);
    const again = await merged({ reason: 'once more' });
    expect([again.merged_before, again.conflicts, new Set(Object.values(again.changed))]).toEqual([
      true,
      [],
      new Set([0]),
    ]);
  });

  it('leads the old name to the account that stays, and refuses tokens of it', async () => {
    await award(from, run);
    await award(into, program);
    await merged();
    await award(from.toLowerCase(), run, { status: 'revoked' });
    await grade(from, '0.7', '2026-03-01T00:00:00Z');
    const rows = await test.dataSource.query(
      `select u.username, c.status, g.percent_grade from users u
         join user_credential c on c.user_id = u.id and c.course_certificate_id is not null
         join user_grade g on g.user_id = u.id where u.username in ($1, $2)`,
      [from, into],
    );
    expect(rows).toEqual([{ username: into, status: 'revoked', percent_grade: '0.7000' }]);
    await get(`${CREDENTIALS}?username=${from}`, from).expect(401);
    const { body } = await get(`${ADMIN}/users/${from}/`, 'admin').expect(200);
    expect(body).toMatchObject({ merged_into: into, is_active: false, is_deactivated: true });
  });

  it('answers questions about the number of either account', async () => {
    await award(from, run, { lms_user_id: 5_000_000 + serial });
    await award(into, program, { lms_user_id: 6_000_000 + serial });
    const { conflicts } = await merged();
    expect(conflicts).toMatchObject([{ kind: 'lms_user_id' }]);
    for (const number of [5_000_000 + serial, 6_000_000 + serial]) {
      const question = { lms_user_id: number, course_runs: [RUN] };
      const answer = await post('/api/credentials/v1/learner_cert_status/', question, 'status_worker');
      expect([answer.status, (answer.body as { status: unknown[] }).status]).toEqual([
        200,
        [expect.objectContaining({ status: 'awarded' })],
      ]);
    }
  });

  it('gives the number of the merged account to one that has none', async () => {
    await award(from, run, { lms_user_id: 7_000_000 + serial });
    await award(into, run);
    await merged();
    const { body } = await get(`${ADMIN}/users/${into}/`, 'admin');
    expect((body as { lms_user_id: number }).lms_user_id).toBe(7_000_000 + serial);
  });

  it('brings what is stored for the old name while it runs to the account that stays', async () => {
    await award(from, program);
    await award(into, program);
    const runner = test.dataSource.createQueryRunner();
    let awarded: Promise<string>;
    try {
      await runner.startTransaction();
      await runner.query('select from users where username in ($1, $2) order by id for update', [from, into]);
      await runner.query(
        `update users set is_active = false, deactivated_at = now(),
                merged_into = (select id from users where username = $2) where username = $1`,
        [from, into],
      );
      awarded = award(from, run);
      await untilLocked(test.dataSource);
      await runner.commitTransaction();
    } finally {
      await runner.release();
    }
    expect(await holders(await awarded)).toEqual([{ username: into, status: 'awarded' }]);
  });

  it('makes one account of many merges and awards at once', async () => {
    const names = Array.from({ length: 3 }, (_, n) => `${from}_${n}`);
    await award(into, program);
    for (const name of names) await award(name, program);
    const work = names.flatMap((name) => [
      merge({ into }, { name }).expect(200),
      post(CREDENTIALS, { username: name, credential: run }).expect(201),
      post(CREDENTIALS, { username: into, credential: run }).expect(201),
    ]);
    await Promise.all(work);
    const left = await test.dataSource.query(
      `select u.username, count(*)::int as credentials from user_credential c join users u on u.id = c.user_id
        where u.username like $1 || '%' or u.username = $2 group by 1`,
      [from, into],
    );
    expect(left).toEqual([{ username: into, credentials: 2 }]);
  });

  it('follows the account that stays when that is merged, too', async () => {
    const last = `Last_${serial}`;
    const uuid = await award(from, run);
    await award(into, program);
    await award(last, program);
    await merged();
    await merge({ into: last }, { name: into }).expect(200);
    expect(await holders(uuid)).toEqual([{ username: last, status: 'awarded' }]);
    await award(from, run, { status: 'revoked' });
    expect(await holders(uuid)).toEqual([{ username: last, status: 'revoked' }]);
    const { body } = await merge({ into }, { name: from }).expect(409);
    expect(body).toEqual({ detail: `That account was merged into ${last}: name this one.` });
    await merge({ into: from }, { name: last }).expect(409);
  });

  it('wakes the mail of a program that it completes', async () => {
    await award(from, run);
    await award(into, program);
    const waiting = `update outbox set state = 'waiting'
      where subject = 'credential:' || (select c.id from user_credential c join users u on u.id = c.user_id
        where u.username = $1) and subscriber = 'completion-mail' returning id`;
    const ids = (await test.dataSource.query<[{ id: string }[]]>(waiting, [into]))[0];
    expect(ids).not.toEqual([]);
    await merged();
    const rows = await test.dataSource.query('select distinct state from outbox where id = any ($1)', [
      ids.map(({ id }) => id),
    ]);
    expect(rows).toEqual([{ state: 'ready' }]);
  });

  it('takes rights away and gives them to nobody', async () => {
    await award(from, run);
    await award(into, run);
    const rights = { permissions: ['credentials.view_usercredential'], groups: ['Admins'] };
    await test.request
      .put(`${ADMIN}/users/${from}/`)
      .set('Authorization', test.as('root'))
      .send(rights)
      .expect(200);
    await merged();
    for (const name of [from, into]) {
      const { body } = await get(`${ADMIN}/users/${name}/`, 'admin');
      expect(body).toMatchObject({ permissions: [], groups: [] });
    }
    const again = test.request.put(`${ADMIN}/users/${from}/`).set('Authorization', test.as('root'));
    await again.send({ permissions: [], groups: [], is_active: true }).expect(409);
  });

  it('is for superusers where one of the two is staff, and for nobody’s own account', async () => {
    await award(from, run);
    await merge({ into: 'root', dry_run: true }).expect(403);
    await merge({ into: from, dry_run: true }, { name: 'root' }).expect(403);
    await merge({ into: 'admin', dry_run: true }, { caller: 'admin' }).expect(403);
    await merge({ into: 'admin', dry_run: true }, { caller: 'root' }).expect(200);
    await merge({ into: 'root', dry_run: true }, { caller: 'root' }).expect(403);
    await merge({ into }, { caller: from }).expect(403);
  });

  it('refuses nonsense and changes nothing', async () => {
    const uuid = await award(from, run);
    await award(into, run);
    await merge({ into: from.toUpperCase() }).expect(400);
    await merge({ into: 'nobody at all' }).expect(400);
    await merge({}).expect(400);
    await merge({ into, dryrun: true }).expect(400);
    await merge({ into }, { name: 'nobody at all' }).expect(404);
    const asked = await post(`${ADMIN}/users/${from}/merge/?dry_run=true`, { into }, 'admin').expect(400);
    expect(asked.body).toHaveProperty('dry_run');
    await test.dataSource.query(
      'update users set is_active = false, deactivated_at = now() where username = $1',
      [into],
    );
    await merge({ into }).expect(409);
    expect(await holders(uuid)).toEqual([{ username: from, status: 'awarded' }]);
  });

  it('refuses an API key on either side: it is no person', async () => {
    await award(from, run);
    const [{ username } = { username: '' }] = await test.dataSource.query<{ username: string }[]>(
      `with made as (insert into users (username) values ('api-key:0123456789abcdef') returning id, username),
         key as (insert into api_key (user_id, key_id, name, digest, permissions, programs, organizations, unlimited, expires_at)
           select id, '0123456789abcdef', 'Partner', sha256('secret'), '{}', '{}', '{}', true, now() + interval '1 day' from made)
       select username from made`,
    );
    const refused = { detail: expect.stringContaining('API key') };
    for (const [name, other] of [
      [username, from],
      [from, username],
    ] as const) {
      const { body } = await merge({ into: other }, { name }).expect(409);
      expect(body).toMatchObject(refused);
    }
  });

  it('leaves nothing behind of a learner who is retired after it', async () => {
    await award(from, run);
    await award(into, run);
    await award(from, program);
    const request = { username: from, pathway_id: 1 };
    await post(`/records/programs/${PROGRAM}/send/`, request, from).set('Idempotency-Key', from).expect(200);
    await merged();
    const keys = () => test.dataSource.query('select from idempotency_key where key = $1', [from]);
    expect(await keys()).toHaveLength(1);
    await post(`${ADMIN}/users/${into}/retire/`, {}, 'admin').expect(200);
    expect(await keys()).toEqual([]);
    const rows = await test.dataSource.query(
      'select from users where username = any ($1) or full_name = any ($1)',
      [[from, into]],
    );
    expect(rows).toEqual([]);
  });

  it('knows each table that refers to users', async () => {
    const rows = await test.dataSource.query<{ reference: string }[]>(
      `select conrelid::regclass || '.' || (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1])
                as reference
         from pg_constraint where contype = 'f' and confrelid = 'users'::regclass order by 1`,
    );
    // A new one: let the merge move its rows (src/account-merge), and write it here.
    expect(rows.map(({ reference }) => reference)).toEqual([
      // The maker of a key stays who it was; the user of a key takes part in no merge.
      'api_key.created_by_id',
      'api_key.user_id',
      // Answers of a day: they stay.
      'idempotency_key.user_id',
      'pathway_notification.user_id',
      'program_cert_record.user_id',
      // Calls of one window: they stay.
      'throttle.user_id',
      'user_credential.user_id',
      'user_credit_pathway.user_id',
      'user_grade.user_id',
      'user_group_member.user_id',
      'user_permission.user_id',
      'users.merged_into',
    ]);
  });
});
