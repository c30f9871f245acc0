import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { loseDeadlocks } from '../support/lose-deadlocks.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const OTHER_RUN = 'course-v1:TestX+BB102+1T2023';
const PATH = '/api/v2/credentials/bulk/';
const COURSE = { course_run_key: RUN, mode: 'verified' };
const OTHER_COURSE = { course_run_key: OTHER_RUN, mode: 'verified' };

interface Result {
  readonly index: number;
  readonly status: number;
  readonly credential?: { readonly uuid: string; readonly status: string; readonly username: string };
  readonly errors?: object;
}

describe('POST /api/v2/credentials/bulk/', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  const post = (body: object, as = 'root') =>
    test.request.post(PATH).set('Authorization', test.as(as)).send(body);
  const resultsOf = async (items: readonly object[], more: object = {}): Promise<Result[]> => {
    const { body } = await post({ items, ...more }).expect(200);
    return (body as { results: Result[] }).results;
  };
  const count = async (sql: string, ...values: unknown[]) => {
    const [row] = await test.dataSource.query<[{ count: number }]>(
      `select count(*)::int as count from ${sql}`,
      values,
    );
    return row.count;
  };
  const many = (name: string, length: number, credential: object = COURSE) =>
    Array.from({ length }, (_, n) => ({ username: `${name}_${n}`, credential }));

  it('gives each item the result that a single call would have, in their order', async () => {
    const single = (body: object) =>
      test.request.post('/api/v2/credentials/').set('Authorization', test.as('root')).send(body);
    const wrong = [
      { credential: COURSE },
      { username: 'bulk_wrong', credential: { course_run_key: 'course-v1:No+Such+Run', mode: 'verified' } },
      { username: 'bulk_wrong', credential: { program_uuid: 'no uuid' } },
      { username: 'bulk_wrong', credential: COURSE, status: 'expired' },
      {
        username: 'bulk_wrong',
        credential: { program_uuid: PROGRAM },
        attributes: [{ name: 'no_such', value: 'x' }],
      },
      ...['a\nb', 'a\0b', 'a\ud800'].flatMap((text) => [
        { username: 'bulk_wrong', credential: COURSE, attributes: [{ name: text, value: 'x' }] },
        { username: text, credential: COURSE },
      ]),
      ...['a\0b', 'a\ud800'].flatMap((text) => [
        { username: 'bulk_wrong', credential: COURSE, attributes: [{ name: 'why', value: text }] },
        { username: 'bulk_wrong', credential: { course_run_key: text, mode: 'verified' } },
        { username: 'bulk_wrong', credential: { course_run_key: RUN, mode: text } },
        { username: 'bulk_wrong', credential: COURSE, reason: text },
      ]),
    ];
    const good = { username: 'bulk_good', credential: COURSE };
    const [first, unknown, ...results] = await resultsOf([
      good,
      { uuid: '0e000000-0000-4000-8000-0000000000ff', status: 'revoked' },
      ...wrong,
    ]);
    expect(first).toMatchObject({ index: 0, status: 201, credential: { username: 'bulk_good' } });
    expect(unknown).toEqual({
      index: 1,
      status: 404,
      errors: { detail: 'No UserCredential matches the given query.' },
    });
    for (const [place, body] of wrong.entries()) {
      const answer = await single(body).expect(400);
      expect(results[place]).toEqual({ index: place + 2, status: 400, errors: answer.body as object });
    }
    expect(await count("users where username = 'bulk_wrong'")).toBe(0);
    expect((await single(good).expect(201)).body).toMatchObject({ uuid: first!.credential!.uuid });
  });

  it('revokes and awards again by uuid, and counts what was done', async () => {
    const [issued] = await resultsOf([{ username: 'bulk_uuid', credential: COURSE }]);
    const uuid = issued!.credential!.uuid;
    const { body } = await post({ items: [{ uuid, status: 'revoked' }, { uuid: 'no uuid' }] }).expect(200);
    expect(body).toMatchObject({
      results: [{ status: 200, credential: { uuid, status: 'revoked' } }, { status: 404 }],
      succeeded: 1,
      failed: 1,
    });
    expect(await resultsOf([{ uuid, status: 'awarded' }])).toMatchObject([
      { credential: { status: 'awarded' } },
    ]);
  });

  it('lets an item that names a credential again take effect after the earlier one', async () => {
    const item = { username: 'bulk_twice', credential: COURSE };
    const results = await resultsOf([
      item,
      { ...item, status: 'revoked' },
      { ...item, username: 'BULK_twice' },
    ]);
    expect(results.map(({ credential }) => credential!.status)).toEqual(['awarded', 'awarded', 'awarded']);
    expect(new Set(results.map(({ credential }) => credential!.uuid)).size).toBe(1);
    expect(
      await count(`user_credential c join users u on u.id = c.user_id
                    where u.username = 'bulk_twice' and c.status_changes = 3`),
    ).toBe(1);
  });

  it.each([
    ['in the body', { atomic: true }, ''],
    ['in the query', {}, '?atomic=true'],
    ['in the query, and not in the body', { atomic: false }, '?atomic=TRUE'],
  ])(
    'changes nothing with atomic %s when one item is wrong, and names the errors of each',
    async (_, more, query) => {
      const items = [
        { username: 'bulk_atomic', credential: COURSE },
        { username: 'bulk_atomic', credential: COURSE, status: 'expired' },
        { uuid: '0e000000-0000-4000-8000-0000000000ff', status: 'revoked' },
      ];
      const { body } = await test.request
        .post(`${PATH}${query}`)
        .set('Authorization', test.as('root'))
        .send({ items, ...more })
        .expect(400);
      expect(body).toMatchObject({
        items: [
          {},
          { status: ['"expired" is not a valid choice.'] },
          { detail: 'No UserCredential matches the given query.' },
        ],
      });
      expect(await count("users where username = 'bulk_atomic'")).toBe(0);
    },
  );

  it('refuses a query whose atomic is neither true nor false', async () => {
    const { body } = await test.request
      .post(`${PATH}?atomic=yes`)
      .set('Authorization', test.as('root'))
      .send({ items: [{ username: 'bulk_unsure', credential: COURSE }] })
      .expect(400);
    expect(body).toEqual({ atomic: ['Must be a valid boolean.'] });
  });

  it.each([
    [{}, { items: ['This field is required.'] }],
    [{ items: null }, { items: ['This field may not be null.'] }],
    [{ items: 'all' }, { items: ['Expected a list of items but got type "str".'] }],
    [{ items: [] }, { items: ['This list may not be empty.'] }],
    [
      { items: [{ username: 'x' }, 7] },
      { items: [{}, { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] }] },
    ],
    [{ items: Array(1001).fill({}) }, { items: ['Ensure this field has no more than 1000 elements.'] }],
    [{ items: [{}], atomic: 'perhaps' }, { atomic: ['Must be a valid boolean.'] }],
    [
      { items: [{}], reason: 'x'.repeat(1001) },
      { reason: ['Ensure this field has no more than 1000 characters.'] },
    ],
  ])('refuses a body that is wrong as a whole: %#', async (body, errors) => {
    expect((await post(body).expect(400)).body).toMatchObject(errors);
  });

  it('does nothing for a caller who may not do all of it', async () => {
    const [issued] = await resultsOf([{ username: 'bulk_rights', credential: COURSE }]);
    await test.dataSource.query(`insert into users (username) values ('bulk_adder')`);
    await test.dataSource.query(
      `insert into user_permission (user_id, permission)
       select id, 'credentials.add_usercredential' from users where username = 'bulk_adder'`,
    );
    const items = [
      { username: 'bulk_rights_2', credential: COURSE },
      { uuid: issued!.credential!.uuid, status: 'revoked' },
    ];
    await post({ items }, 'bulk_adder').expect(403);
    await post({ items: items.slice(0, 1) }, 'bulk_adder').expect(200);
    await post({ items: items.slice(1) }, 'bulk_adder').expect(403);
    await post({ items }, 'nobody_at_all').expect(403);
  });

  it('asks the database as often for a hundred items as for ten', async () => {
    await resultsOf(many('bulk_warm', 2));
    const ask = (name: string, length: number) =>
      countStatements(test.dataSource, () =>
        resultsOf(
          many(name, length).map((item, n) => ({ ...item, lms_user_id: 700_000 + length * 1000 + n })),
        ),
      );
    const ten = await ask('bulk_ten', 10);
    expect(await ask('bulk_hundred', 100)).toBe(ten);
    expect(await count("users where username like 'bulk_hundred%' and lms_user_id > 700000")).toBe(100);
  });

  it('writes the reason into the audit log', async () => {
    const [issued] = await resultsOf([{ username: 'bulk_reason', credential: COURSE }], {
      reason: 'A list of the registrar',
    });
    expect(
      await count(
        'audit_log where subject_uuid = $1 and reason = $2',
        issued!.credential!.uuid,
        'A list of the registrar',
      ),
    ).toBe(1);
  });

  it('begins again when it loses a deadlock', async () => {
    await resultsOf(many('bulk_deadlock', 2));
    const end = await loseDeadlocks(test.dataSource, 'user_credential', 2);
    try {
      const results = await resultsOf(
        many('bulk_deadlock', 2).map((item) => ({ ...item, status: 'revoked' })),
      );
      expect(results.map(({ credential }) => credential!.status)).toEqual(['revoked', 'revoked']);
    } finally {
      await end();
    }
  });

  it('goes on beside other lists and single calls for the same learners, in any order', async () => {
    const learners = Array.from({ length: 12 }, (_, n) => `bulk_beside_${n}`);
    const items = learners.flatMap((username) => [
      { username, credential: COURSE },
      { username, credential: { program_uuid: PROGRAM } },
      { username, credential: OTHER_COURSE },
    ]);
    const single = (body: object) =>
      test.request.post('/api/v2/credentials/').set('Authorization', test.as('root')).send(body);
    const answers = await Promise.all([
      post({ items }),
      post({ items: [...items].reverse() }),
      post({ items: items.map((item) => ({ ...item, status: 'revoked' })) }),
      ...items.slice(0, 12).map(single),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
    expect(
      await count(`user_credential c join users u on u.id = c.user_id where u.username like 'bulk_beside_%'`),
    ).toBe(36);
  });

  describe('revoke/', () => {
    const revoke = (body: object, as = 'root') =>
      test.request.post(`${PATH}revoke/`).set('Authorization', test.as(as)).send(body);
    const usernames = (name: string, length: number) => many(name, length).map(({ username }) => username);
    const revoked = (name: string) =>
      count(
        `user_credential c join users u on u.id = c.user_id where starts_with(u.username, $1) and c.status = 'revoked'`,
        name,
      );

    it('says in a dry run how many match, shows twenty, and changes nothing', async () => {
      await resultsOf(many('gone_dry', 25));
      const filter = { usernames: usernames('gone_dry', 25), course_run: RUN.toUpperCase() };
      const { body } = await revoke({ filter, dry_run: true }).expect(200);
      expect(body).toMatchObject({ count: 25, dry_run: true });
      expect((body as { sample: object[] }).sample).toHaveLength(20);
      expect(await revoked('gone_dry')).toBe(0);
    });

    it('revokes what matches all conditions, and tells every subscriber', async () => {
      await resultsOf([...many('gone_all', 3), ...many('gone_all', 3, OTHER_COURSE)]);
      const filter = {
        usernames: usernames('gone_all', 3),
        course_run: RUN,
        mode: 'verified',
        type: 'course-run',
      };
      const { body } = await revoke({ filter, expected: 3, reason: 'The wrong list' }).expect(200);
      expect(body).toMatchObject({ count: 3, dry_run: false });
      expect((body as { sample: { status: string }[] }).sample.map(({ status }) => status)).toEqual(
        Array(3).fill('revoked'),
      );
      expect(await revoked('gone_all')).toBe(3);
      expect((await revoke({ filter }).expect(200)).body).toMatchObject({ count: 0, sample: [] });
    });

    it('takes back what one request has awarded, and nothing that came after', async () => {
      await resultsOf(many('gone_request', 2));
      const [kept] = await resultsOf([{ username: 'gone_request_0', credential: OTHER_COURSE }]);
      const wrong = await post({
        items: [...many('gone_request', 4), ...many('gone_request', 1, OTHER_COURSE)],
      });
      const request_id = wrong.headers['x-request-id'];
      await resultsOf([{ username: 'gone_request_later', credential: COURSE }]);
      const { body } = await revoke({ filter: { request_id }, expected: 2 }).expect(200);
      expect((body as { sample: { username: string }[] }).sample.map(({ username }) => username)).toEqual([
        'gone_request_2',
        'gone_request_3',
      ]);
      expect(kept!.credential!.status).toBe('awarded');
      expect(await revoked('gone_request')).toBe(2);
    });

    it('revokes nothing when another number matches than was expected', async () => {
      await resultsOf(many('gone_expected', 2));
      const filter = { usernames: usernames('gone_expected', 2) };
      const { body } = await revoke({ filter, expected: 1 }).expect(409);
      expect(body).toMatchObject({ detail: '2 credentials match, not 1. Nothing was revoked.' });
      expect(await revoked('gone_expected')).toBe(0);
    });

    it.each([
      [{}, { filter: ['This field is required.'] }],
      [{ filter: {} }, { filter: ['At least one condition is needed.'] }],
      [{ filter: { type: 'course' } }, { filter: { type: ['"course" is not a valid choice.'] } }],
      [{ filter: { course_run: '' } }, { filter: { course_run: ['This field may not be blank.'] } }],
      [{ filter: { created_after: 'soon' } }, { filter: { created_after: [expect.any(String)] } }],
      [
        { filter: { username: 'x' } },
        { filter: { username: [expect.stringContaining('There is no such field.')] } },
      ],
    ])('refuses %j', async (body, errors) => {
      expect((await revoke(body).expect(400)).body).toMatchObject(errors);
    });

    it('shows nobody’s credentials to a caller who may change but not view them', async () => {
      await resultsOf(many('gone_hidden', 1));
      await test.dataSource.query(`insert into users (username) values ('bulk_changer')`);
      await test.dataSource.query(
        `insert into user_permission (user_id, permission)
         select id, 'credentials.change_usercredential' from users where username = 'bulk_changer'`,
      );
      const filter = { usernames: ['gone_hidden_0'] };
      const { body } = await revoke({ filter, dry_run: true }, 'bulk_changer').expect(200);
      expect(body).toEqual({ count: 1, dry_run: true, sample: [] });
    });

    it('revokes while others are issued for the same learners', async () => {
      await resultsOf(many('gone_beside', 500));
      const filter = { usernames: usernames('gone_beside', 500), course_run: RUN };
      const answers = await Promise.all([
        revoke({ filter }),
        post({ items: many('gone_beside', 500, { program_uuid: PROGRAM }) }),
        ...many('gone_beside', 10, OTHER_COURSE).map((body) =>
          test.request.post('/api/v2/credentials/').set('Authorization', test.as('root')).send(body),
        ),
      ]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
      expect(await revoked('gone_beside')).toBe(500);
    });
  });
});
