import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { untilLocked } from '../support/until-locked.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const PATH = '/api/v2/credentials/';

describe('POST /api/v2/credentials/', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  const post = (body: object) => test.request.post(PATH).set('Authorization', test.as('root')).send(body);
  const count = async (sql: string, ...values: unknown[]) => {
    const [row] = await test.dataSource.query<[{ count: number }]>(
      `select count(*)::int as count from ${sql}`,
      values,
    );
    return row.count;
  };

  it('of two calls at once for one credential, with different numbers in the LMS, keeps one as a whole', async () => {
    const body = {
      username: 'numbered',
      credential: { course_run_key: RUN, mode: 'verified' },
      lms_user_id: 8005,
    };
    const { uuid } = (await post(body).expect(201)).body as { uuid: string };
    const other = test.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`update user_credential set status = 'revoked' where uuid = $1`, [uuid]);
    const waiting = post(body).then((answer) => answer);
    await untilLocked(test.dataSource);
    // The other call ends first: it gives the learner another number.
    await other.query(`update users set lms_user_id = 8006 where username = 'numbered'`);
    await other.commitTransaction();
    await other.release();
    expect((await waiting).body).toMatchObject({ status: 'awarded' });
    expect(await count(`users where username = 'numbered' and lms_user_id = 8005`)).toBe(1);
  });

  it('makes one row of 50 equal requests at once and answers each with 201', async () => {
    const body = {
      username: 'stampede',
      credential: { course_run_key: RUN, mode: 'verified' },
      attributes: [{ name: 'why', value: 'all at once' }],
    };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect(new Set(answers.map((answer) => (answer.body as { uuid: string }).uuid)).size).toBe(1);
    expect(
      await count('user_credential c join users u on u.id = c.user_id where u.username = $1', 'stampede'),
    ).toBe(1);
    expect(await count('course_certificate where course_id = $1', RUN)).toBe(1);
  });

  it('makes one row of requests for several learners and certificates in any order, without a deadlock', async () => {
    const learners = ['mixed_a', 'mixed_b', 'mixed_c'];
    const keys = [
      { program_uuid: PROGRAM },
      { course_run_key: RUN, mode: 'verified' },
      { course_run_key: 'course-v1:TestX+BB102+1T2023', mode: 'honor' },
    ];
    const bodies = Array.from({ length: 90 }, (_, n) => ({
      username: learners[n % 3],
      credential: keys[Math.floor(n / 3) % 3],
      status: n % 2 === 0 ? 'awarded' : 'revoked',
    }));
    const answers = await Promise.all(bodies.map((body) => post(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(90).fill(201));
    expect(
      await count("user_credential c join users u on u.id = c.user_id where u.username like 'mixed_%'"),
    ).toBe(9);
  });

  it('takes a learner in any letter case', async () => {
    const first = await post({ username: 'CamelCase', credential: { program_uuid: PROGRAM } }).expect(201);
    const second = await post({ username: 'camelcase', credential: { program_uuid: PROGRAM } }).expect(201);
    expect(second.body.uuid).toBe(first.body.uuid);
    expect(second.body.username).toBe('CamelCase');
  });

  it('reads the course run where the program is empty', async () => {
    const credential = { program_uuid: '', course_run_key: RUN, mode: 'verified' };
    const { body } = await post({ username: 'no_program', credential }).expect(201);
    expect(body.credential).toMatchObject({ type: 'course-run', course_run_key: RUN });
  });

  it('keeps the mode of the certificate that the run has', async () => {
    await post({
      username: 'mode_a',
      credential: { course_run_key: 'course-v1:SonsX+CC103+1T2023', mode: 'honor' },
    });
    const { body } = await post({
      username: 'mode_b',
      credential: { course_run_key: 'course-v1:SonsX+CC103+1T2023', mode: 'verified' },
    }).expect(201);
    expect(body.credential.mode).toBe('honor');
  });

  it('refuses an inactive course certificate and a missing mode, and makes no learner', async () => {
    const key = 'course-v1:TestX+AA101+2T2023';
    const missing = await post({ username: 'left_out', credential: { course_run_key: key } }).expect(400);
    expect(missing.body).toEqual({ credential: { mode: ['This field is required.'] } });
    await test.request
      .post('/api/v2/course_certificates/')
      .set('Authorization', test.as('root'))
      .send({ course_id: key, certificate_type: 'verified', is_active: false })
      .expect(201);
    const inactive = await post({
      username: 'left_out',
      credential: { course_run_key: key, mode: 'verified' },
    });
    expect(inactive.status).toBe(400);
    expect(inactive.body).toEqual({ credential: { course_run_key: expect.any(String) } });
    expect(await count('users where username = $1', 'left_out')).toBe(0);
  });

  it.each<[string, object, unknown]>([
    ['a list for a body', [], { non_field_errors: [expect.stringContaining('list')] }],
    [
      'a number for a credential',
      { username: 'x', credential: 17 },
      { credential: { non_field_errors: [expect.any(String)] } },
    ],
    [
      'a list for a username',
      { username: ['x'], credential: { program_uuid: PROGRAM } },
      { username: ['Not a valid string.'] },
    ],
    [
      'a blank username',
      { username: '  ', credential: { program_uuid: PROGRAM } },
      { username: ['This field may not be blank.'] },
    ],
    [
      'a username that is too long',
      { username: 'x'.repeat(256), credential: { program_uuid: PROGRAM } },
      { username: [expect.stringContaining('255')] },
    ],
    [
      'a malformed program',
      { username: 'x', credential: { program_uuid: 'x' } },
      { credential: ['“x” is not a valid UUID.'] },
    ],
    [
      'an empty program and no course run, along with the other wrong fields',
      { credential: { program_uuid: '' } },
      { username: ['This field is required.'], credential: ['Credential identifier is missing.'] },
    ],
    [
      'an unknown status',
      { username: 'x', credential: { program_uuid: PROGRAM }, status: 'x' },
      { status: ['"x" is not a valid choice.'] },
    ],
    [
      'an attribute that is no object',
      {
        username: 'x',
        credential: { program_uuid: PROGRAM },
        attributes: [{ name: 'visible_date', value: 'x' }, 17],
      },
      { attributes: [{}, { non_field_errors: [expect.any(String)] }] },
    ],
    [
      'an attribute without a value',
      { username: 'x', credential: { program_uuid: PROGRAM }, attributes: [{ name: 'visible_date' }] },
      { attributes: [{ value: ['This field is required.'] }] },
    ],
    [
      'a date that is none',
      {
        username: 'x',
        credential: { course_run_key: RUN, mode: 'verified' },
        date_override: { date: '2024-02-30T00:00:00Z' },
      },
      { date_override: { date: [expect.stringContaining('format')] } },
    ],
    [
      'an LMS number that is none',
      { username: 'x', credential: { program_uuid: PROGRAM }, lms_user_id: 'abc' },
      { lms_user_id: [expect.any(String)] },
    ],
  ])('refuses %s with its field and changes nothing', async (_, body, expected) => {
    const before = await count('user_credential');
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(expected);
    expect(await count('user_credential')).toBe(before);
  });

  it('keeps microseconds of a date override and reads a time without an offset as UTC', async () => {
    const issue = (date: string) =>
      post({
        username: 'micro',
        credential: { course_run_key: RUN, mode: 'verified' },
        date_override: { date },
      });
    expect((await issue('2024-01-02T03:04:05.678901+02:00')).body.date_override.date).toBe(
      '2024-01-02T01:04:05.678901Z',
    );
    expect((await issue('2024-01-02T03:04:05')).body.date_override.date).toBe('2024-01-02T03:04:05.000000Z');
  });

  it('ignores a date override for a program', async () => {
    const { body } = await post({
      username: 'micro',
      credential: { program_uuid: PROGRAM },
      date_override: { date: '2024-01-02T03:04:05Z' },
    }).expect(201);
    expect(body.date_override).toBeNull();
  });

  it('moves an LMS number to the learner that it is named for', async () => {
    await post({ username: 'lms_a', lms_user_id: 771, credential: { program_uuid: PROGRAM } }).expect(201);
    await post({ username: 'lms_b', lms_user_id: '771', credential: { program_uuid: PROGRAM } }).expect(201);
    const rows = await test.dataSource.query<{ username: string }[]>(
      'select username from users where lms_user_id = 771',
    );
    expect(rows).toEqual([{ username: 'lms_b' }]);
  });
});
