import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
const OTHER_RUN = 'course-v1:TestX+BB102+1T2023';
const PATH = '/api/v2/grades/';

describe('grades', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  const grader = () => test.as('grader');
  const post = (body: object) => test.request.post(PATH).set('Authorization', grader()).send(body);
  const patch = (id: unknown, body: object) =>
    test.request
      .patch(`${PATH}${String(id)}/`)
      .set('Authorization', grader())
      .send(body);
  const put = (id: unknown, body: object) =>
    test.request
      .put(`${PATH}${String(id)}/`)
      .set('Authorization', grader())
      .send(body);
  const grade = (username: string, changes: object = {}) => ({
    username,
    course_run: RUN,
    letter_grade: 'A',
    percent_grade: 0.925,
    verified: true,
    ...changes,
  });
  const count = async (sql: string, ...values: unknown[]) => {
    const [row] = await test.dataSource.query<[{ count: number }]>(
      `select count(*)::int as count from ${sql}`,
      values,
    );
    return row.count;
  };

  it('answer with times in microseconds and the percentage as text with four decimals', async () => {
    const { body } = await post(
      grade('gr_times', { percent_grade: '.5', lms_last_updated_at: '2024-05-06T09:08:09.123456+02:00' }),
    ).expect(201);
    expect(body).toEqual({
      id: expect.any(Number),
      username: 'gr_times',
      course_run: RUN,
      letter_grade: 'A',
      percent_grade: '0.5000',
      verified: true,
      lms_last_updated_at: '2024-05-06T07:08:09.123456Z',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
  });

  it.each([
    ['1.05', '1.0500'],
    [1.05, '1.0500'],
    ['9.9999', '9.9999'],
    [9.9999, '9.9999'],
    ['+2', '2.0000'],
  ])('may be above 1, as where weights add up to more than 100 %%: %j', async (percent_grade, expected) => {
    const { body } = await post(grade('gr_above', { percent_grade })).expect(201);
    expect(body).toMatchObject({ percent_grade: expected });
    const changed = await patch(body.id, { percent_grade }).expect(200);
    expect(changed.body).toMatchObject({ percent_grade: expected });
  });

  it('cost one statement when the learner is known', async () => {
    await post(grade('gr_known')).expect(201);
    const repeated = await countStatements(test.dataSource, () => post(grade('gr_known')).expect(201));
    expect(repeated).toBe(1);
    const another = await countStatements(test.dataSource, () =>
      post(grade('GR_KNOWN', { course_run: OTHER_RUN })).expect(201),
    );
    expect(another).toBe(1);
  });

  it('take no number from the table for a repeat', async () => {
    await post(grade('gr_numbers')).expect(201);
    for (let repeat = 0; repeat < 5; repeat += 1) await post(grade('gr_numbers')).expect(201);
    const before = await post(grade('gr_numbers')).expect(201);
    const after = await post(grade('gr_numbers', { course_run: OTHER_RUN })).expect(201);
    expect(after.body.id).toBe(Number(before.body.id) + 1);
  });

  it('make one row of 100 equal reports at once about a learner nobody knew', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(grade('gr_stampede'))));
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await count('users where username = $1', 'gr_stampede')).toBe(1);
  });

  it('take a learner in any letter case and answer with the stored name', async () => {
    const first = await post(grade('gr_Camel')).expect(201);
    const second = await post(grade('GR_CAMEL')).expect(201);
    expect(second.body).toMatchObject({ id: first.body.id, username: 'gr_Camel' });
  });

  it('are taken from a form as the LMS posts it', async () => {
    const { body } = await test.request
      .post('/api/v2/grades')
      .set('Authorization', grader())
      .type('form')
      .send({
        username: 'gr_form',
        course_run: RUN,
        letter_grade: '',
        percent_grade: '0.0',
        verified: 'False',
      })
      .expect(201);
    expect(body).toMatchObject({ letter_grade: '', percent_grade: '0.0000', verified: false });
  });

  it.each<[unknown, boolean]>([
    ['Y', true],
    ['YES', true],
    ['On', true],
    ['n', false],
    ['NO', false],
    ['Off', false],
    [0, false],
  ])('take %p for a truth value', async (verified, expected) => {
    expect((await post(grade('gr_words', { verified })).expect(201)).body.verified).toBe(expected);
  });

  it('have an empty letter for null, and what was verified stays so', async () => {
    await post(grade('gr_null')).expect(201);
    const { body } = await post(grade('gr_null', { letter_grade: null, verified: undefined })).expect(201);
    expect(body).toMatchObject({ letter_grade: '', verified: true });
  });

  it('are verified and have no letter unless the first report says so, and keep what a later one leaves out', async () => {
    const bare = { username: 'gr_bare', course_run: RUN, percent_grade: 0.5 };
    const first = await post(bare).expect(201);
    expect(first.body).toMatchObject({ letter_grade: '', verified: true });
    await post(grade('gr_bare', { letter_grade: 'A', verified: false })).expect(201);
    const kept = { letter_grade: 'A', verified: false };
    expect((await post(bare).expect(201)).body).toMatchObject(kept);
    expect((await put(first.body.id, bare).expect(200)).body).toMatchObject(kept);
  });

  it.each<[string, object, object]>([
    [
      'a percentage above 9.9999',
      { percent_grade: 10 },
      { percent_grade: ['Ensure that there are no more than 1 digits before the decimal point.'] },
    ],
    [
      'a negative percentage',
      { percent_grade: -0.5 },
      { percent_grade: ['Ensure this value is greater than or equal to 0.'] },
    ],
    [
      'a percentage that is no number',
      { percent_grade: 'much' },
      { percent_grade: ['A valid number is required.'] },
    ],
    ['a null percentage', { percent_grade: null }, { percent_grade: ['This field may not be null.'] }],
    [
      'a run that the catalog lacks',
      { course_run: 'no' },
      { course_run: ['No CourseRun exists for key [no]'] },
    ],
    [
      'a letter that is too long',
      { letter_grade: 'x'.repeat(256) },
      { letter_grade: [expect.stringContaining('255')] },
    ],
    [
      'a time that is none',
      { lms_last_updated_at: 'soon' },
      { lms_last_updated_at: [expect.stringContaining('wrong format')] },
    ],
    [
      'a learner with too long a name',
      { username: 'x'.repeat(151) },
      { username: [expect.stringContaining('150')] },
    ],
    ['a blank learner', { username: ' ' }, { username: ['This field may not be blank.'] }],
    ['a learner that is a list', { username: ['x'] }, { username: ['Not a valid string.'] }],
  ])('refuse %s and make no learner', async (_, changes, errors) => {
    const { status, body } = await post(grade('gr_refused', changes));
    expect({ status, body }).toEqual({ status: 400, body: errors });
    expect(await count('users where username = $1', 'gr_refused')).toBe(0);
  });

  it('refuse a body that is no object', async () => {
    const { body } = await post([1]).expect(400);
    expect(body).toEqual({ non_field_errors: [expect.stringContaining('list')] });
  });

  describe('with an older lms_last_updated_at than the stored one', () => {
    const newer = '2024-05-06T07:08:09.000002Z';
    const older = '2024-05-06T07:08:09.000001Z';
    const late = { percent_grade: 0.1, letter_grade: 'F', verified: false, lms_last_updated_at: older };

    it('change nothing by POST, PUT or PATCH and answer with what is stored', async () => {
      const stored = (await post(grade('gr_stale', { lms_last_updated_at: newer })).expect(201)).body;
      expect((await post(grade('gr_stale', late)).expect(201)).body).toEqual(stored);
      expect((await put(stored.id, grade('gr_stale', late)).expect(200)).body).toEqual(stored);
      expect((await patch(stored.id, late).expect(200)).body).toEqual(stored);
    });

    it('are compared with the stored one even when a report without a time came between', async () => {
      await post(grade('gr_between', { lms_last_updated_at: newer })).expect(201);
      await post(grade('gr_between', { letter_grade: 'B' })).expect(201);
      const { body } = await post(grade('gr_between', late)).expect(201);
      expect(body).toMatchObject({ letter_grade: 'B', lms_last_updated_at: newer });
    });

    it('answer with what another report stored while they waited for it', async () => {
      await post(grade('gr_race', { lms_last_updated_at: older })).expect(201);
      const runner = test.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query(
        `update user_grade set letter_grade = 'N', lms_last_updated_at = $1
          where user_id = (select id from users where username = 'gr_race')`,
        ['2025-01-01T00:00:00Z'],
      );
      const waiting = post(grade('gr_race', { letter_grade: 'F', lms_last_updated_at: newer })).then(
        (r) => r,
      );
      await untilLocked(test.dataSource);
      await runner.commitTransaction();
      await runner.release();
      expect((await waiting).body).toMatchObject({ letter_grade: 'N' });
    });

    it('count when the times are equal', async () => {
      await post(grade('gr_equal', { lms_last_updated_at: newer })).expect(201);
      const { body } = await post(grade('gr_equal', { ...late, lms_last_updated_at: newer })).expect(201);
      expect(body).toMatchObject({ letter_grade: 'F', percent_grade: '0.1000', verified: false });
    });
  });

  it('change by PATCH in what is named only', async () => {
    const stored = (await post(grade('gr_patch', { lms_last_updated_at: '2024-05-06T07:08:09Z' }))).body;
    const { body } = await patch(stored.id, { percent_grade: '0.1' }).expect(200);
    expect(body).toEqual({ ...stored, percent_grade: '0.1000', modified: expect.any(String) });
    const emptied = await patch(stored.id, { letter_grade: null, lms_last_updated_at: null }).expect(200);
    expect(emptied.body).toMatchObject({ letter_grade: '', lms_last_updated_at: null });
  });

  it('move to another learner and run, but not onto another grade', async () => {
    const stored = (await post(grade('gr_from'))).body;
    await post(grade('gr_taken')).expect(201);
    const moved = await patch(stored.id, { username: 'gr_to', course_run: OTHER_RUN }).expect(200);
    expect(moved.body).toMatchObject({ id: stored.id, username: 'gr_to', course_run: OTHER_RUN });
    const { body } = await patch(stored.id, { username: 'gr_taken', course_run: RUN }).expect(400);
    expect(body).toEqual({ non_field_errors: ['The fields username, course_run must make a unique set.'] });
  });

  it('need the whole body for PUT', async () => {
    const { id } = (await post(grade('gr_put'))).body;
    const { body } = await put(id, { letter_grade: 'B' }).expect(400);
    expect(body).toEqual({
      username: ['This field is required.'],
      course_run: ['This field is required.'],
      percent_grade: ['This field is required.'],
    });
  });

  it('refuse a PATCH with a run that the catalog lacks', async () => {
    const { id } = (await post(grade('gr_run'))).body;
    const { body } = await patch(id, { course_run: 'no' }).expect(400);
    expect(body).toEqual({ course_run: ['No CourseRun exists for key [no]'] });
  });

  it.each(['2147483647', '2147483648', '99999999999999', '0', 'x', '-1', '1e3'])(
    'are not found by the number %s',
    async (id) => {
      const { body } = await patch(id, { letter_grade: 'B' }).expect(404);
      expect(body).toEqual({ detail: 'No UserGrade matches the given query.' });
    },
  );

  it('need the change permission to be changed, not the one to add', async () => {
    const { id } = (await post(grade('gr_rights'))).body;
    await test.dataSource.query(
      `insert into user_permission (user_id, permission)
       select id, 'records.add_usergrade' from users where username = 'viewer'`,
    );
    const viewer = test.as('viewer');
    await test.request.post(PATH).set('Authorization', viewer).send(grade('gr_rights')).expect(201);
    await test.request.patch(`${PATH}${id}/`).set('Authorization', viewer).send({}).expect(403);
    await test.request.put(`${PATH}${id}/`).set('Authorization', viewer).send(grade('gr_rights')).expect(403);
  });
});
