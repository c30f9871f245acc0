import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CERTIFICATE_TYPES } from '../../src/certificates/dto/course-certificate.body.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PATH = '/api/v2/course_certificates/';
const RUN = 'course-v1:TestX+BB102+1T2023';
const GOOD = { course_id: RUN, certificate_type: 'verified', is_active: true };

describe('course certificates', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  beforeEach(() => test.dataSource.query('delete from course_certificate'));

  type Method = 'get' | 'post' | 'put' | 'patch';

  const call = (method: Method, path: string, body?: object, user = 'admin') =>
    test.request[method](path).set('Authorization', test.as(user)).send(body);
  const post = (body: object) => call('post', PATH, body);
  const at = (courseId: string) => `${PATH}${encodeURIComponent(courseId)}/`;
  const idOf = ({ body }: { body: unknown }) => {
    expect(body).toHaveProperty('id', expect.any(Number));
    return (body as { id: number }).id;
  };

  it('are made and changed by the same request, always answered with 201', async () => {
    const first = await post({ ...GOOD, certificate_available_date: '2023-07-01T02:00:00.000001+02:00' });
    expect(first.status).toBe(201);
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(first.body).toEqual({
      id: expect.any(Number),
      site: 1,
      course_id: RUN,
      course_run: RUN,
      certificate_type: 'verified',
      certificate_available_date: '2023-07-01T00:00:00.000001Z',
      is_active: true,
    });
    const second = await post({ ...GOOD, is_active: false });
    expect(second.status).toBe(201);
    expect(second.body).toEqual({
      ...(first.body as object),
      certificate_available_date: null,
      is_active: false,
    });
  });

  it.each(CERTIFICATE_TYPES)('can be of the type %s', async (certificate_type) => {
    expect((await post({ ...GOOD, certificate_type }).expect(201)).body).toMatchObject({ certificate_type });
  });

  it('are one row for each run, however many requests come at once, of which types and in which letter case', async () => {
    const types = ['verified', 'honor', 'masters'];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        post({
          ...GOOD,
          course_id: n % 2 === 0 ? RUN : RUN.toUpperCase(),
          certificate_type: types[n % types.length],
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(await test.dataSource.query('select from course_certificate')).toHaveLength(1);
  });

  it('take the type of the last configuration', async () => {
    const first = await post({ ...GOOD, certificate_available_date: '2023-07-01T00:00:00Z' });
    const second = await post({ ...GOOD, certificate_type: 'honor' });
    expect(second.body).toEqual({
      ...(first.body as object),
      certificate_type: 'honor',
      certificate_available_date: null,
    });
  });

  it.each([RUN.toLowerCase(), RUN.toUpperCase().replace('COURSE-V1', 'course-v1')])(
    'are those of the run in any letter case, and answered as the catalog spells it: %s',
    async (course_id) => {
      const { body } = await post({ ...GOOD, course_id }).expect(201);
      expect(body).toMatchObject({ course_id: RUN, course_run: RUN });
      expect((await call('get', at(course_id)).expect(200)).body).toEqual(body);
      expect((await call('put', at(course_id), GOOD).expect(200)).body).toEqual(body);
      expect((await call('put', at(RUN), { ...GOOD, course_id }).expect(200)).body).toEqual(body);
      const off = await call('patch', at(course_id), { is_active: false }).expect(200);
      expect(off.body).toEqual({ ...(body as object), is_active: false });
    },
  );

  it.each(['course-v1:Not+Yet+There', 'NotX/Yet/There'])(
    'may come before the catalog knows the run %s',
    async (course_id) => {
      const made = await post({ ...GOOD, course_id });
      expect(made.body).toMatchObject({ course_id, course_run: null });
      expect((await call('get', at(course_id))).body).toEqual(made.body);
    },
  );

  it('are read under their key with plus signs written either way, with and without a slash', async () => {
    const { body } = await post(GOOD);
    for (const path of [`${PATH}${RUN}/`, `${PATH}${RUN}`, at(RUN), at(RUN).slice(0, -1)]) {
      const answer = await call('get', path);
      expect([answer.status, answer.body]).toEqual([200, body]);
    }
  });

  it('are changed in part by PATCH', async () => {
    await post({ ...GOOD, certificate_available_date: '2023-07-01T00:00:00Z' });
    const off = await call('patch', at(RUN), { is_active: false });
    expect(off.body).toMatchObject({
      is_active: false,
      certificate_available_date: '2023-07-01T00:00:00.000000Z',
      certificate_type: 'verified',
    });
    const cleared = await call('patch', at(RUN), { certificate_available_date: null });
    expect(cleared.body).toMatchObject({ is_active: false, certificate_available_date: null });
    expect((await call('patch', at(RUN), {})).body).toEqual(cleared.body);
  });

  it('are changed by PUT, type included', async () => {
    const honor = idOf(await post(GOOD));
    const answer = await call('put', at(RUN), { ...GOOD, certificate_type: 'honor', is_active: false });
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({ id: honor, certificate_type: 'honor', is_active: false }),
    ]);
    const moved = await call('put', at(RUN), { ...GOOD, certificate_type: 'masters' });
    expect(moved.body).toMatchObject({ certificate_type: 'masters', is_active: true });
  });

  it('stay active or not when a PUT leaves it out, which may not leave out the type', async () => {
    await post({ ...GOOD, is_active: false });
    const { is_active: _, ...rest } = GOOD;
    expect((await call('put', at(RUN), rest)).body).toMatchObject({ is_active: false });
    const refused = await call('put', at(RUN), { course_id: RUN });
    expect([refused.status, refused.body]).toEqual([400, { certificate_type: ['This field is required.'] }]);
  });

  it('cannot be moved to another course run', async () => {
    await post(GOOD);
    const answer = await call('patch', at(RUN), { course_id: 'course-v1:TestX+AA101+1T2023' });
    expect([answer.status, answer.body]).toEqual([
      400,
      { course_id: ['A certificate cannot move to another course run.'] },
    ]);
  });

  it.each([
    [{ ...GOOD, course_id: 'not a key' }, { course_id: ['Invalid course key.'] }],
    [{ ...GOOD, course_id: `course-v1:A+B+${'c'.repeat(255)}` }, { course_id: ['Invalid course key.'] }],
    [{ ...GOOD, course_id: ['x'] }, { course_id: ['Invalid course key.'] }],
    [{ ...GOOD, course_id: null }, { course_id: ['This field may not be null.'] }],
    [{ ...GOOD, certificate_type: 'gold' }, { certificate_type: ['"gold" is not a valid choice.'] }],
    [{ ...GOOD, certificate_type: null }, { certificate_type: ['This field may not be null.'] }],
    [{ ...GOOD, is_active: 'perhaps' }, { is_active: ['Must be a valid boolean.'] }],
    [{ ...GOOD, is_active: null }, { is_active: ['This field may not be null.'] }],
    [{}, Object.fromEntries(Object.keys(GOOD).map((name) => [name, ['This field is required.']]))],
  ])('are refused when the request is %j', async (body, expected) => {
    const answer = await post(body);
    expect([answer.status, answer.body]).toEqual([400, expected]);
  });

  it('are refused when the available date is no time', async () => {
    const answer = await post({ ...GOOD, certificate_available_date: '2023-02-30T00:00:00Z' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ certificate_available_date: expect.anything() });
  });

  it.each(['course-v1:No+Such+Run', 'not a key', "'; drop table course_certificate; --"])(
    'are 404 under %j',
    async (courseId) => {
      for (const method of ['get', 'patch'] as const) {
        const answer = await call(method, at(courseId), method === 'patch' ? { is_active: true } : undefined);
        expect([answer.status, answer.body]).toEqual([
          404,
          { detail: 'No CourseCertificate matches the given query.' },
        ]);
      }
    },
  );

  it('are for staff only', async () => {
    await post(GOOD);
    const requests: [Method, string][] = [
      ['post', PATH],
      ['get', at(RUN)],
      ['put', at(RUN)],
      ['patch', at(RUN)],
    ];
    for (const [method, path] of requests) {
      expect((await test.request[method](path).send(GOOD)).status).toBe(401);
      for (const user of ['stranger', 'viewer', 'adder', 'changer', 'deleter', 'status_worker']) {
        expect((await call(method, path, GOOD, user)).status).toBe(403);
      }
      expect((await call(method, path, GOOD, 'root')).status).toBeLessThan(300);
    }
  });
});
