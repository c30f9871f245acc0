import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/administration.js';
import { untilLocked } from '../support/until-locked.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';

describe('retirement', () => {
  let test: TestApp;
  let serial = 0;
  let username: string;
  /** A part of every name and of the address of this learner, and of no other. */
  let surname: string;
  let certificate: string;
  let shared: string;

  beforeAll(async () => {
    // No worker: the mail to the institution waits.
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  const retire = (name: string, body: object = {}, caller = 'admin') =>
    test.request.post(`${ADMIN}/users/${name}/retire/`).set('Authorization', test.as(caller)).send(body);
  const post = (path: string, caller: string, body: object) =>
    test.request.post(path).set('Authorization', test.as(caller)).send(body);

  /** A learner who has all that this service can know of somebody. */
  beforeEach(async () => {
    serial += 1;
    username = `leaver${serial}zq`;
    surname = `gone${serial}zq`;
    const claims = { full_name: `Leaverly ${surname}`, email: `mail@${surname}.example` };
    await test.request
      .get(`/api/v2/credentials/?username=${username}`)
      .set('Authorization', test.as(username, { ...claims, user_id: 987_000 + serial }))
      .expect(200);
    await test.dataSource.query(
      `update users set staff_name = 'Staffy ' || $2, lms_name = 'Elemes ' || $2, verified_name = 'Veri ' || $2
        where username = $1`,
      [username, surname],
    );
    const attributes = [{ name: 'whitelist_reason', value: `${claims.full_name} asked` }];
    for (const credential of [{ course_run_key: RUN, mode: 'verified' }, { program_uuid: PROGRAM }]) {
      const issued = await post('/api/v2/credentials/', 'root', { username, credential, attributes });
      expect(issued.status).toBe(201);
      certificate = new URL((issued.body as { certificate_url: string }).certificate_url).pathname;
    }
    const link = await post(`/records/programs/${PROGRAM}/share/`, username, { username }).expect(201);
    shared = new URL((link.body as { url: string }).url).pathname;
    await post(`/records/programs/${PROGRAM}/send/`, username, { username, pathway_id: 1 }).expect(200);
  });

  /** Every value of every table that holds one of the texts, as `table: row`. */
  const found = async (...texts: string[]): Promise<string[]> => {
    const tables = await test.dataSource.query<{ name: string }[]>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const hits: string[] = [];
    for (const { name } of tables) {
      const rows = await test.dataSource.query<{ line: string }[]>(
        `select row_to_json(t)::text as line from "${name}" t
          where exists (select from unnest($1::text[]) part where strpos(lower(row_to_json(t)::text), lower(part)) > 0)`,
        [texts],
      );
      hits.push(...rows.map(({ line }) => `${name}: ${line}`));
    }
    return hits;
  };

  it('leaves nothing of the person in any table, and no page tells of them', async () => {
    const number = String(987_000 + serial);
    expect((await found(surname, username)).length).toBeGreaterThan(2);
    expect((await test.request.get(certificate).expect(200)).text).toContain(surname);
    const { body } = await retire(username).expect(200);
    const { username: pseudonym, changed } = body as { username: string; changed: Record<string, number> };
    expect(pseudonym).toMatch(/^retired_[0-9a-f]{32}$/);
    expect(changed).toEqual({
      users: 1,
      user_permission: 0,
      user_group_member: 0,
      user_credential_attribute: 2,
      program_cert_record: 1,
      user_credit_pathway: 1,
      pathway_notification: 1,
    });
    expect(await found(surname, username, `"lms_user_id":${number}`)).toEqual([]);
    for (const path of [certificate, `${certificate}certificate.pdf`, shared, `${shared}csv/`]) {
      const answer = await test.request.get(path).redirects(0);
      // A PDF has bytes and no text.
      const { text = '' } = answer as { text?: string };
      expect(text).not.toContain(surname);
      expect(JSON.stringify(answer.headers)).not.toContain(surname);
      expect(text).not.toContain(username);
    }
    await test.request.get(certificate).expect(200);
    const list = await test.request
      .get(`/api/v2/credentials/?username=${pseudonym}`)
      .set('Authorization', test.as('root'))
      .expect(200);
    expect((list.body as { count: number }).count).toBe(2);
  });

  it('refuses every token of the person, old and new', async () => {
    const old = test.as(username);
    const own = (authorization: string) =>
      test.request.get(`/api/v2/credentials/?username=${username}`).set('Authorization', authorization);
    await own(old).expect(200);
    const { body } = await retire(username).expect(200);
    await own(old).expect(401);
    const iat = Math.floor(Date.now() / 1000) + 1;
    await own(test.as((body as { username: string }).username, { iat })).expect(401);
  });

  it.each(['dry_run=true', 'as=somebody', 'dryRun=1'])(
    'retires nobody who is asked with ?%s',
    async (question) => {
      const before = await found(surname, username);
      const answer = await test.request
        .post(`${ADMIN}/users/${username}/retire/?${question}`)
        .set('Authorization', test.as('admin'))
        .send({});
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ [question.split('=')[0]!]: expect.any(Array) });
      expect(await found(surname, username)).toEqual(before);
    },
  );

  it('changes nothing as a dry run, and nothing when it is done again', async () => {
    const before = await found(surname, username);
    const counted = (await retire(username, { dry_run: true }).expect(200)).body as { changed: object };
    expect(await found(surname, username)).toEqual(before);
    const done = (await retire(username, { as: `${username.length}_chosen_${serial}` }).expect(200)).body as {
      username: string;
      changed: object;
    };
    expect(done.changed).toEqual(counted.changed);
    const again = await retire(done.username, { as: done.username }).expect(200);
    const { changed } = again.body as { changed: Record<string, number> };
    expect(new Set(Object.values(changed))).toEqual(new Set([0]));
  });

  it.each<[string, (name: string) => string]>([
    ['the same', (name) => name],
    ['the same in capitals', (name) => name.toUpperCase()],
    ['the same with blanks', (name) => ` ${name}\t`],
  ])('refuses %s as the new username', async (_which, as) => {
    const before = await found(surname, username);
    for (const dryRun of [true, false]) {
      const { status, body } = await retire(username.toUpperCase(), { as: as(username), dry_run: dryRun });
      expect([status, body]).toEqual([
        400,
        { as: ['The new username must differ from the one that is to be forgotten.'] },
      ]);
    }
    expect(await found(surname, username)).toEqual(before);
  });

  it('keeps times among the attributes', async () => {
    const attributes = [{ name: 'visible_date', value: '2020-01-02T03:04:05Z' }];
    const credential = { program_uuid: PROGRAM };
    await post('/api/v2/credentials/', 'root', { username, credential, attributes });
    const { body } = await retire(username).expect(200);
    const rows = await test.dataSource.query(
      `select a.name from user_credential_attribute a join user_credential c on c.id = a.credential_id
         join users u on u.id = c.user_id where u.username = $1`,
      [(body as { username: string }).username],
    );
    expect(rows).toEqual([{ name: 'visible_date' }]);
  });

  it.each(['award', 'retirement'])(
    'leaves nothing of an award that is in progress at the same moment, with the %s first',
    async (first) => {
      const attributes = [{ name: 'whitelist_reason', value: `Again ${surname}` }];
      const body = {
        credential: { course_run_key: RUN, mode: 'verified' },
        attributes,
        reason: `For ${surname}`,
      };
      const award = () =>
        post('/api/v2/credentials/', 'root', { username, ...body }).then(({ status }) => status);
      const retired = () => retire(username).then(({ status }) => status);
      // Both know the learner, and one waits for the learner's row, the other one for the credential.
      const holder = test.dataSource.createQueryRunner();
      await holder.startTransaction();
      await holder.query('select from users where username = $1 for update', [username]);
      const one = first === 'award' ? award() : retired();
      await untilLocked(test.dataSource);
      const other = first === 'award' ? retired() : award();
      await untilLocked(test.dataSource, 2);
      await holder.commitTransaction();
      await holder.release();
      expect((await Promise.all([one, other])).filter((status) => status >= 300)).toEqual([]);
      expect(await found(username, surname)).toEqual([]);
    },
  );

  it('keeps no reason and no attribute that come for a retired learner, but for times', async () => {
    const { body } = await retire(username).expect(200);
    const name = (body as { username: string }).username;
    await post('/api/v2/credentials/', 'root', {
      username: name,
      credential: { course_run_key: RUN, mode: 'verified' },
      status: 'revoked',
      attributes: [
        { name: 'whitelist_reason', value: `Again ${surname}` },
        { name: 'visible_date', value: '2020-01-02T03:04:05Z' },
      ],
      reason: `For ${surname}`,
    });
    expect(await found(surname)).toEqual([]);
    const rows = await test.dataSource.query(
      `select a.name from user_credential_attribute a join user_credential c on c.id = a.credential_id
         join users u on u.id = c.user_id where u.username = $1`,
      [name],
    );
    expect(rows).toEqual([{ name: 'visible_date' }]);
  });

  it('is refused for oneself, for staff unless a superuser asks, under a taken name, and for nobody', async () => {
    await retire('root', {}, 'root').expect(403);
    await retire('root').expect(403);
    await retire(username, {}, 'alice').expect(403);
    await retire(username, { as: 'ALICE' }).expect(409);
    await retire(username, { as: ' ' }).expect(400);
    await retire('nobody_at_all').expect(404);
    expect((await found(username)).length).toBeGreaterThan(0);
  });
});
