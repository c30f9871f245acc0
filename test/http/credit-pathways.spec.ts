import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const SEND = `/records/programs/${PROGRAM}/send`;
const LIST = '/api/v2/credit_pathways/notifications/';

/** The numbers of the world's catalog. */
const PATHWAYS = { credit: 1, second: 2, industry: 3, draft: 4 };

describe('POST /records/programs/{hex}/send/', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  const send = (body: object, username = 'alice', path = SEND) =>
    test.request.post(path).set('Authorization', test.as(username)).send(body);

  const recorded = async () => {
    const [row] = await test.dataSource.query<[{ count: number }]>(
      `select (select count(*) from user_credit_pathway)::int + (select count(*) from program_cert_record)::int
            + (select count(*) from outbox)::int as count`,
    );
    return row.count;
  };

  it.each<[string, object]>([
    ['an industry pathway', { pathway_id: PATHWAYS.industry }],
    ['a draft', { pathway_id: PATHWAYS.draft }],
    ['an unknown pathway', { pathway_id: 999_999 }],
  ])('is 404 for %s and records nothing', async (_, body) => {
    const before = await recorded();
    await send({ username: 'alice', ...body }).expect(404);
    expect(await recorded()).toBe(before);
  });

  it('is 404 for a pathway without a mail address, which the record shows as not active', async () => {
    await test.dataSource.query(`update pathway set email = '' where id = 2`);
    const before = await recorded();
    await send({ username: 'alice', pathway_id: 2 }).expect(404);
    expect(await recorded()).toBe(before);
    const { body } = await test.request
      .get('/records/api/v1/program_records/0e000000-0000-4000-8000-000000000001/')
      .set('Authorization', test.as('alice'))
      .expect(200);
    const { pathways } = (body as { record: { pathways: { id: number; is_active: boolean }[] } }).record;
    expect(pathways.map(({ id, is_active }) => [id, is_active])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
    await test.dataSource.query(`update pathway set email = 'credit@sons.example' where id = 2`);
  });

  it('is 404 for a program that the pathway does not recognise, an unknown one, and what is no uuid', async () => {
    const before = await recorded();
    for (const id of ['0e000000-0000-4000-8000-000000000002', '11111111-1111-4111-8111-111111111111', 'x']) {
      await send({ username: 'alice', pathway_id: 1 }, 'alice', `/records/programs/${id}/send`).expect(404);
    }
    expect(await recorded()).toBe(before);
  });

  it('tells an unknown learner from another’s record, but only to staff', async () => {
    const before = await recorded();
    const hidden = await send({ username: 'nobody_at_all', pathway_id: 1 }, 'stranger').expect(403);
    expect(hidden.body).toEqual({ error: 'Permission denied' });
    const unknown = await send({ username: 'nobody_at_all', pathway_id: 1 }, 'admin').expect(404);
    expect(unknown.body).toEqual({ error: 'User does not exist' });
    const refused = await send({ username: 'alice', pathway_id: 1 }, 'viewer').expect(403);
    expect(refused.body).toEqual({ error: 'Permission denied' });
    expect(await recorded()).toBe(before);
  });

  it.each<[string, object, string]>([
    ['without a pathway', { username: 'alice' }, 'pathway_id'],
    ['with a word for a pathway', { username: 'alice', pathway_id: 'x' }, 'pathway_id'],
    ['with a number beyond all pathways', { username: 'alice', pathway_id: 2 ** 40 }, 'pathway_id'],
    ['with a list for a pathway', { username: 'alice', pathway_id: [1] }, 'pathway_id'],
    ['without a username', { pathway_id: 1 }, 'username'],
  ])('is 400 %s', async (_, body, field) => {
    const answer = await send(body).expect(400);
    expect(answer.body).toEqual({ [field]: expect.anything() });
  });

  it('is 200 with an empty object for the learner in any letter case and for staff, also with a form', async () => {
    await test.dataSource.query('truncate pathway_notification, user_credit_pathway, outbox');
    const { body } = await send({ username: 'ALICE', pathway_id: PATHWAYS.credit }).expect(200);
    expect(body).toEqual({});
    await test.request
      .post(`${SEND}/`)
      .set('Authorization', test.as('admin'))
      .type('form')
      .send({ username: 'carol', pathway_id: '2' })
      .expect(200);
  });

  describe('then the list of notifications', () => {
    beforeEach(async () => {
      await test.dataSource.query('truncate pathway_notification, user_credit_pathway, outbox');
      await send({ username: 'alice', pathway_id: PATHWAYS.credit }).expect(200);
      await send({ username: 'carol', pathway_id: PATHWAYS.second }, 'admin').expect(200);
    });

    const list = (query = '', username = 'admin') =>
      test.request.get(`${LIST}${query}`).set('Authorization', test.as(username));

    const usernames = async (query: string) => {
      const { body } = await list(query).expect(200);
      return (body as { results: { username: string }[] }).results.map(({ username }) => username);
    };

    it('is for staff', async () => {
      await list('', 'viewer').expect(403);
      await list('', 'alice').expect(403);
      await test.request.get(LIST).expect(401);
    });

    it('tells each mail and how it stands, latest first', async () => {
      const { body } = await list().expect(200);
      expect(body).toEqual({
        count: 2,
        next: null,
        previous: null,
        results: [
          expect.objectContaining({ username: 'carol', pathway: { id: 2, name: 'Second Credit Pathway' } }),
          {
            id: expect.any(Number),
            username: 'alice',
            program_uuid: PROGRAM,
            pathway: { id: 1, name: "Test University Master's" },
            kind: 'first',
            state: 'pending',
            attempts: 0,
            last_error: null,
            created: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
            sent_at: null,
            next_attempt: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
          },
        ],
      });
    });

    it.each([
      ['?username=ALICE', ['alice']],
      ['?username=', ['carol', 'alice']],
      [`?program_uuid=${PROGRAM}`, ['carol', 'alice']],
      ['?program_uuid=0e000000-0000-4000-8000-000000000002', []],
      ['?program_uuid=x', []],
      ['?pathway=2', ['carol']],
      ['?pathway=x', []],
      ['?state=pending', ['carol', 'alice']],
      ['?state=failed', []],
      [`?state=pending&pathway=1&username=alice&program_uuid=${PROGRAM}&unknown=1`, ['alice']],
    ])('can be narrowed: %s', async (query, expected) => {
      expect(await usernames(query)).toEqual(expected);
    });

    it('names a wrong state', async () => {
      expect((await list('?state=lost').expect(400)).body).toEqual({
        state: ['"lost" is not a valid choice.'],
      });
    });

    it('comes twenty to a page, with links that keep the filters', async () => {
      await test.dataSource.query(
        `insert into user_credit_pathway (user_id, pathway_id, program_id, status)
           select u.id, 1, p.id, 'sent' from users u, program p where u.username = 'erin' and p.uuid = '${PROGRAM}';
         insert into pathway_notification (user_id, pathway_id, program_id, kind, outcome, ended_at)
         select user_id, pathway_id, program_id, 'first', 'sent', now()
           from user_credit_pathway mark join users u on u.id = user_id, generate_series(1, 24)
          where u.username = 'erin'`,
      );
      const first = await list('?username=erin').expect(200);
      expect(first.body).toMatchObject({
        count: 24,
        next: `${test.base}${LIST}?username=erin&page=2`,
        previous: null,
      });
      const last = await list('?username=erin&page=last').expect(200);
      expect(last.body).toMatchObject({ next: null, previous: `${test.base}${LIST}?username=erin` });
      expect((last.body as { results: unknown[] }).results).toHaveLength(4);
      await list('?username=erin&page=3').expect(404);
    });
  });
});

describe('the throttle of share and send', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api', THROTTLE_RECORDS: '2/hour' } });
  });

  afterAll(() => test.close());

  it('counts both apart and what is refused not at all, and lets staff through', async () => {
    const call = async (action: string, username: string, learner = 'alice') => {
      const { status } = await test.request
        .post(`/records/programs/${PROGRAM}/${action}`)
        .set('Authorization', test.as(username))
        .send({ username: learner, pathway_id: PATHWAYS.credit });
      return status;
    };
    for (let time = 0; time < 3; time += 1) {
      expect([await call('share', 'alice', 'bob'), await call('send', 'alice', 'bob')]).toEqual([403, 403]);
    }
    expect([await call('share', 'alice'), await call('share', 'alice')]).toEqual([201, 200]);
    expect([await call('share', 'alice'), await call('send', 'alice')]).toEqual([429, 200]);
    expect([await call('send', 'alice'), await call('send', 'alice')]).toEqual([200, 429]);
    expect(await call('send', 'alice', 'bob')).toBe(429);
    expect([await call('share', 'admin'), await call('send', 'admin'), await call('send', 'admin')]).toEqual([
      200, 200, 200,
    ]);
  });
});
