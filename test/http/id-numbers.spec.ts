import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';

describe('the numbers of rows', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  const post = async (path: string, body: object) => {
    const answer = await test.request.post(path).set('Authorization', test.as('root')).send(body);
    return { status: answer.status, body: answer.body as Record<string, unknown> };
  };

  /** The last number that each table has given. */
  const given = () =>
    test.dataSource.query<object[]>(
      'select sequencename, last_value from pg_sequences where last_value is not null order by 1',
    );

  const WRITES: [what: string, path: string, body: object][] = [
    [
      'an award for a course run',
      '/api/v2/credentials/',
      {
        username: 'repeated',
        credential: { course_run_key: RUN, mode: 'verified' },
        attributes: [{ name: 'why', value: 'again' }],
      },
    ],
    [
      'an award for a program',
      '/api/v2/credentials/',
      { username: 'alice', credential: { program_uuid: PROGRAM } },
    ],
    [
      'a grade',
      '/api/v2/grades/',
      { username: 'repeated', course_run: RUN, letter_grade: 'A', percent_grade: 0.9, verified: true },
    ],
    [
      'a course certificate',
      '/api/v2/course_certificates/',
      { course_id: RUN, certificate_type: 'verified', is_active: true },
    ],
    ['a shared record', `/records/programs/${PROGRAM.replaceAll('-', '')}/share`, { username: 'alice' }],
    [
      'a request for credit',
      `/records/programs/${PROGRAM.replaceAll('-', '')}/send`,
      { username: 'alice', pathway_id: 1 },
    ],
  ];

  it.each(WRITES)('are not used up by repeats of %s', async (_, path, body) => {
    const first = await post(path, body);
    const before = await given();
    const repeats = await Promise.all(Array.from({ length: 20 }, () => post(path, body)));
    expect([first, ...repeats].filter(({ status }) => status >= 300)).toEqual([]);
    expect(await given()).toEqual(before);
  });

  it.each(WRITES)('are used once by equal requests at once for %s', async (_, path, body) => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(path, body)));
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
  });

  it('go on beyond the largest integer, and stay numbers in the answers', async () => {
    for (const table of [
      'user_credential',
      'user_grade',
      'program_cert_record',
      'user_credit_pathway',
      'pathway_notification',
    ]) {
      await test.dataSource.query(`select setval('${table}_id_seq', 2147483646)`);
    }
    const asRoot = (path: string) => test.request.get(path).set('Authorization', test.as('root'));
    for (const username of ['beyond_a', 'beyond_b', 'beyond_c']) {
      const credential = { program_uuid: PROGRAM };
      const award = await post('/api/v2/credentials/', {
        username,
        credential,
        attributes: [{ name: 'whitelist_reason', value: 'x' }],
      });
      expect(award.status).toBe(201);
      const again = await test.request
        .patch(`/api/v2/credentials/${award.body.uuid as string}/`)
        .set('Authorization', test.as('root'))
        .send({ status: 'revoked' });
      expect(again.status).toBe(200);
      const grade = { username, course_run: RUN, letter_grade: 'A', percent_grade: 0.9, verified: true };
      const { status, body } = await post('/api/v2/grades/', grade);
      expect(status).toBe(201);
      const changed = await test.request
        .patch(`/api/v2/grades/${body.id as number}/`)
        .set('Authorization', test.as('root'))
        .send({ letter_grade: 'B' });
      expect(changed.status).toBe(200);
      expect(changed.body).toMatchObject({ id: body.id, letter_grade: 'B' });
      const send = `/records/programs/${PROGRAM.replaceAll('-', '')}/send`;
      expect((await post(send, { username, pathway_id: 1 })).status).toBe(200);
    }
    const { body: list } = await asRoot('/api/v2/credit_pathways/notifications/?page_size=1').expect(200);
    const [{ id }] = (list as { results: [{ id: unknown }] }).results;
    expect(id).toBe(2 ** 31 + 1);
    await test.dataSource.query(
      `update outbox set state = 'dead', done_at = now() where dedupe_key = 'credit-pathway.request:' || $1::bigint`,
      [id],
    );
    const retried = await test.request
      .post(`/api/v2/credit_pathways/notifications/${id as number}/retry/`)
      .set('Authorization', test.as('root'));
    expect(retried.status).toBe(200);
    const mails = await asRoot(`/api/v2/admin/completion_mails/?username=beyond_c`).expect(200);
    expect(mails.body).toMatchObject({ count: 1, results: [{ username: 'beyond_c' }] });
    const rows = await test.dataSource.query<{ credential: string; payload: unknown }[]>(
      `select c.id as credential, o.payload -> 'credentialId' as payload
         from user_credential c join outbox o on o.dedupe_key = 'credential.awarded:' || c.id || ':1'
        where c.id > 2147483646 and o.subscriber = 'credit-pathways.updates' order by 1`,
    );
    expect(rows.map(({ payload }) => payload)).toEqual([2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1]);
  });
});
