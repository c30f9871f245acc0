import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const ONE = '/api/credentials/v1/learner_cert_status/';
const MANY = '/api/credentials/v1/bulk_learner_cert_status/';
const COURSE = '0c000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const RUN_UUID = '0d000000-0000-4000-8000-000000000011';
const SECOND_RUN = 'course-v1:TestX+AA101+2T2023';

describe('certificate status', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    for (const key of [RUN, SECOND_RUN]) await issue('Cs_Ann', key);
    await test.dataSource.query(`update users set lms_user_id = 3001 where username = 'Cs_Ann'`);
  });

  afterAll(() => test.close());

  const ask = (path: string, body: unknown) =>
    test.request
      .post(path)
      .set('Authorization', test.as('status_worker'))
      .send(body as object);
  const status = async (question: object) => (await ask(ONE, question).expect(200)).body;
  const keys = async (question: object): Promise<string[]> =>
    (await status(question)).status.map(({ course_run }: { course_run: { key: string } }) => course_run.key);

  async function issue(username: string, course_run_key: string, more: object = {}): Promise<void> {
    await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username, credential: { course_run_key, mode: 'verified' }, ...more })
      .expect(201);
  }

  it('finds a learner in any letter case and answers with the name as asked, else with the stored one', async () => {
    const asked = { username: 'CS_ANN', lms_user_id: 3001 };
    const stored = { username: 'Cs_Ann', lms_user_id: 3001 };
    const questions = [
      { username: 'CS_ANN', courses: [COURSE] },
      { lms_user_id: 3001, courses: [COURSE] },
    ];
    expect((await ask(MANY, questions).expect(200)).body).toMatchObject([asked, stored]);
    expect(await status(questions[0]!)).toMatchObject(asked);
    expect(await status(questions[1]!)).toMatchObject(stored);
  });

  /** The answer to one question and to the same one among others. */
  const answer = async (question: object) => {
    const one = await status(question);
    const good = { username: 'nobody', courses: [COURSE] };
    expect((await ask(MANY, [good, question, good]).expect(200)).body[1]).toEqual(one);
    return one;
  };

  it('refuses a question that has neither list when it comes alone, and answers it in a bulk', async () => {
    const { body } = await ask(ONE, { username: 'cs_ann' }).expect(400);
    expect(body).toEqual({ non_field_errors: ['At least one of courses and course_runs is needed.'] });
    expect((await ask(MANY, [{ username: 'cs_ann' }]).expect(200)).body).toEqual([
      { username: 'cs_ann', lms_user_id: 3001, status: [] },
    ]);
  });

  it.each([
    { courses: [] },
    { course_runs: [] },
    { courses: [], course_runs: [] },
    { courses: null, course_runs: null },
    { courses: null },
    { courses: [], course_runs: null },
  ])('finds nothing where nothing is asked for, and is no error: %j', async (lists) => {
    expect(await answer({ username: 'cs_ann', ...lists })).toEqual({
      username: 'cs_ann',
      lms_user_id: 3001,
      status: [],
    });
  });

  it.each<[string, object]>([
    ['a number', { lms_user_id: 3001 }],
    ['digits in text', { lms_user_id: '3001' }],
    ['null for the other identifier', { lms_user_id: 3001, username: null }],
    ['a name beside the number 0', { lms_user_id: 0, username: 'cs_ann' }],
    ['a name beside an empty number', { lms_user_id: '', username: 'cs_ann' }],
    ['a name beside null', { lms_user_id: null, username: 'cs_ann' }],
  ])('finds a learner by %s', async (_, learner) => {
    expect(await keys({ ...learner, courses: [COURSE] })).toEqual([RUN, SECOND_RUN]);
  });

  it.each([3001, '3001', ' 3001 '])('answers with the number as asked: %j', async (lms_user_id) => {
    expect(await answer({ lms_user_id, course_runs: [RUN] })).toMatchObject({
      lms_user_id,
      username: 'Cs_Ann',
      status: [{ course_run: { key: RUN } }],
    });
  });

  it.each([-1, 2 ** 53, 1e300, 3001.5, '-1', '99999999999999999999', 'x', '3001x', '0'])(
    'finds nobody by the number %j, and is no error',
    async (lms_user_id) => {
      const {
        status: earned,
        username,
        lms_user_id: answered,
      } = await answer({ lms_user_id, courses: [COURSE] });
      expect([earned, username]).toEqual([[], null]);
      expect(answered).toBe(lms_user_id);
    },
  );

  it.each([[[1, null, true, {}, [RUN], [[]], { key: RUN }, '\0', RUN, 2.5]], [[RUN, {}]]])(
    'ignores items of the lists that are no text: %j',
    async (course_runs) => {
      expect((await answer({ username: 'cs_ann', course_runs })).status).toMatchObject([
        { course_run: { key: RUN } },
      ]);
      expect((await answer({ username: 'cs_ann', courses: course_runs })).status).toEqual([]);
    },
  );

  it('ignores them in lists of nothing else', async () => {
    expect((await answer({ username: 'cs_ann', courses: [1], course_runs: [null] })).status).toEqual([]);
  });

  it('names a credential once, however often it was asked for', async () => {
    const question = { username: 'cs_ann', courses: [COURSE, COURSE], course_runs: [RUN, RUN, RUN_UUID] };
    expect(await keys(question)).toEqual([RUN, SECOND_RUN]);
  });

  it('takes UUIDs in any writing', async () => {
    const bare = RUN_UUID.replaceAll('-', '').toUpperCase();
    expect(await keys({ username: 'cs_ann', course_runs: [bare] })).toEqual([RUN]);
  });

  it.each([
    ['courses', 'x'],
    ['courses', RUN],
    ['courses', `{${COURSE}}`],
    ['course_runs', ''],
    ['course_runs', "'; drop table users; --"],
    ['course_runs', '{"a","b\\'],
    ['course_runs', 'x'.repeat(5000)],
  ])('finds nothing in %s for %p, and is no error', async (list, item) => {
    expect(await keys({ username: 'cs_ann', [list]: [item] })).toEqual([]);
    const { body } = await ask(MANY, [{ username: 'cs_ann', [list]: [item] }]).expect(200);
    expect(body[0].status).toEqual([]);
  });

  it('leaves out what is not visible yet', async () => {
    const key = 'course-v1:TestX+BB102+1T2023';
    await issue('cs_later', key);
    const setDate = (date: string) =>
      test.dataSource.query(
        'update course_certificate set certificate_available_date = $1 where course_id = $2',
        [date, key],
      );
    await setDate('2999-01-01T00:00:00Z');
    expect(await keys({ username: 'cs_later', course_runs: [key] })).toEqual([]);
    await setDate('2020-01-02T03:04:05.678901Z');
    const { status: earned } = await status({ username: 'cs_later', course_runs: [key] });
    expect(earned).toMatchObject([{ certificate_available_date: '2020-01-02T03:04:05.678901Z' }]);
  });

  it('orders by the time of the award', async () => {
    await issue('cs_order', RUN);
    await issue('cs_order', SECOND_RUN);
    await test.dataSource.query(
      `update user_credential c set created = now() - interval '1 day'
         from course_certificate cc, users u
        where cc.id = c.course_certificate_id and u.id = c.user_id and u.username = $1 and cc.course_id = $2`,
      ['cs_order', SECOND_RUN],
    );
    expect(await keys({ username: 'cs_order', courses: [COURSE] })).toEqual([SECOND_RUN, RUN]);
  });

  it('answers for an unknown learner with what was given, also where names are none', async () => {
    const odd = 'x"\\,{}\' ünïcode 𝒳';
    const unknown = [{ username: odd }, { lms_user_id: Number.MAX_SAFE_INTEGER }];
    const questions = unknown.map((learner) => ({ ...learner, course_runs: [RUN] }));
    const expected = [
      { username: odd, lms_user_id: null, status: [] },
      { username: null, lms_user_id: Number.MAX_SAFE_INTEGER, status: [] },
    ];
    expect((await ask(MANY, questions).expect(200)).body).toEqual(expected);
    for (const [index, question] of questions.entries()) {
      expect(await status(question)).toEqual(expected[index]);
    }
  });

  it('costs one statement, for one question and for a thousand', async () => {
    const question = { username: 'cs_ann', courses: [COURSE] };
    await ask(ONE, question).expect(200);
    const questions = Array.from({ length: 1000 }, () => question);
    expect(await countStatements(test.dataSource, () => ask(ONE, question).expect(200))).toBe(1);
    expect(await countStatements(test.dataSource, () => ask(MANY, questions).expect(200))).toBe(1);
  });

  it('answers 10,000 questions in their order and refuses one more', async () => {
    const question = (n: number) => ({ username: n % 1000 === 0 ? 'cs_ann' : `cs_${n}`, course_runs: [RUN] });
    const questions = Array.from({ length: 10_000 }, (_, n) => question(n));
    const { body } = await ask(MANY, questions).expect(200);
    expect((body as { username: string }[]).map(({ username }) => username)).toEqual(
      questions.map(({ username }) => username),
    );
    const { body: refused } = await ask(MANY, [...questions, question(1)]).expect(400);
    expect(refused).toEqual({ non_field_errors: ['Ensure this field has no more than 10000 elements.'] });
  });

  it('takes 8 MB for many questions and 100 KB for one', async () => {
    const long = (bytes: number) => ({ username: 'cs_ann', course_runs: ['x'.repeat(bytes)] });
    await ask(MANY, [long(8 * 1024 * 1024 - 200)]).expect(200);
    await ask(MANY, [long(8 * 1024 * 1024)]).expect(413);
    await ask(ONE, long(100 * 1024 - 200)).expect(200);
    await ask(ONE, long(100 * 1024)).expect(413);
  });

  const learner = 'Exactly one of username and lms_user_id is needed.';

  it.each<[string, object, object]>([
    ['no learner', { courses: [COURSE] }, { non_field_errors: [learner] }],
    ['two learners', { username: 'x', lms_user_id: 1, courses: [COURSE] }, { non_field_errors: [learner] }],
    ['text for a list', { username: 'x', courses: 'y' }, { courses: [expect.stringContaining('"str"')] }],
    ['a list for a number', { lms_user_id: [1], courses: [COURSE] }, { lms_user_id: [expect.any(String)] }],
    ['an object for a number', { lms_user_id: {}, courses: [COURSE] }, { lms_user_id: [expect.any(String)] }],
    ['truth for a number', { lms_user_id: true, courses: [COURSE] }, { lms_user_id: [expect.any(String)] }],
    ['zero and no name', { lms_user_id: 0, courses: [COURSE] }, { non_field_errors: [learner] }],
    [
      'empty identifiers',
      { lms_user_id: '', username: '', courses: [COURSE] },
      { non_field_errors: [learner] },
    ],
    ['a name too long', { username: 'x'.repeat(256), courses: [COURSE] }, { username: [expect.any(String)] }],
  ])('refuses %s, alone and among others', async (_, question, errors) => {
    expect((await ask(ONE, question).expect(400)).body).toEqual(errors);
    const good = { username: 'cs_ann', courses: [COURSE] };
    expect((await ask(MANY, [good, question, good]).expect(400)).body).toEqual([{}, errors, {}]);
  });

  it('refuses what is no list for many', async () => {
    const { body } = await ask(MANY, { username: 'cs_ann', courses: [COURSE] }).expect(400);
    expect(body).toEqual({ non_field_errors: ['Expected a list of items but got type "dict".'] });
  });
});
