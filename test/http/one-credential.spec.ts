import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
const RUN_UUID = '0d000000-0000-4000-8000-000000000011';
const SPELLINGS = [RUN.toLowerCase(), RUN.toUpperCase(), 'Course-v1:tESTx+aA101+1t2023'];

describe('one credential for a learner and a course run', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  beforeEach(() => test.dataSource.query('truncate user_credential, course_certificate, user_grade cascade'));

  type Method = 'get' | 'post' | 'put' | 'patch';
  interface Credential {
    readonly uuid: string;
    readonly status: string;
    readonly credential: { readonly course_run_key: string; readonly mode: string };
  }

  const call = (method: Method, path: string, body?: object, user = 'root') =>
    test.request[method](path).set('Authorization', test.as(user)).send(body);
  const issue = async (course_run_key: string, mode: string, fields: object = {}) => {
    const body = { username: 'alice', credential: { course_run_key, mode }, ...fields };
    return (await call('post', '/api/v2/credentials/', body).expect(201)).body as Credential;
  };
  const configure = (fields: object) =>
    call('post', '/api/v2/course_certificates/', { course_id: RUN, is_active: true, ...fields }).expect(201);
  const statuses = async (...course_runs: string[]) => {
    const question = { username: 'alice', course_runs };
    const one = await call('post', '/api/credentials/v1/learner_cert_status/', question).expect(200);
    const many = await call('post', '/api/credentials/v1/bulk_learner_cert_status/', [question]).expect(200);
    expect(many.body).toEqual([one.body]);
    return (one.body as { status: { course_run: { key: string } }[] }).status.map(
      ({ course_run }) => course_run.key,
    );
  };

  it.each(SPELLINGS)(
    'is issued, listed and reported under the spelling of the catalog, asked for as %s',
    async (key) => {
      const first = await issue(key, 'verified');
      expect(first.credential.course_run_key).toBe(RUN);
      expect((await issue(RUN, 'verified')).uuid).toBe(first.uuid);
      expect(await statuses(key)).toEqual([RUN]);
      expect(await statuses(key, RUN, RUN_UUID)).toEqual([RUN]);
    },
  );

  it.each(SPELLINGS)('has one grade, reported and moved under %s', async (course_run) => {
    const grade = { username: 'alice', course_run: RUN, percent_grade: '0.5' };
    const first = await call('post', '/api/v2/grades/', grade).expect(201);
    const again = await call('post', '/api/v2/grades/', {
      ...grade,
      course_run,
      percent_grade: '0.6',
    }).expect(201);
    expect(again.body).toMatchObject({
      id: (first.body as { id: number }).id,
      course_run: RUN,
      percent_grade: '0.6000',
    });
    const path = `/api/v2/grades/${(first.body as { id: number }).id}/`;
    for (const method of ['put', 'patch'] as const) {
      expect((await call(method, path, { ...grade, course_run }).expect(200)).body).toMatchObject({
        course_run: RUN,
      });
    }
  });

  it('is revoked, hidden and listed as one, whatever the modes', async () => {
    await configure({ certificate_type: 'honor' });
    const { uuid } = await issue(RUN, 'verified');
    await configure({ certificate_type: 'verified' });
    expect((await issue(RUN, 'masters')).uuid).toBe(uuid);
    expect(await statuses(RUN)).toEqual([RUN]);
    await configure({ certificate_type: 'masters', certificate_available_date: '2190-01-01T00:00:00Z' });
    expect(await statuses(RUN)).toEqual([]);
    await test.request.get(`/credentials/${uuid.replaceAll('-', '')}/`).expect(404);
    await configure({ certificate_type: 'masters' });
    await test.request.get(`/credentials/${uuid.replaceAll('-', '')}/`).expect(200);
    expect((await issue(RUN, 'honor', { status: 'revoked' })).uuid).toBe(uuid);
    expect(await statuses(RUN)).toEqual([]);
    const { body } = await call('get', '/api/v2/credentials/?username=alice&type=course-run').expect(200);
    expect(body).toMatchObject({
      count: 1,
      results: [{ uuid, status: 'revoked', credential: { mode: 'masters' } }],
    });
  });

  it('is one of many requests at once in different modes and spellings', async () => {
    const modes = ['verified', 'honor', 'masters'];
    const issued = await Promise.all(
      Array.from({ length: 24 }, (_, n) => issue([RUN, ...SPELLINGS][n % 4]!, modes[n % 3]!)),
    );
    expect(new Set(issued.map(({ uuid }) => uuid)).size).toBe(1);
    expect(await test.dataSource.query('select course_id as key from course_certificate')).toEqual([
      { key: RUN },
    ]);
  });

  it('is kept when a run is configured and issued in different modes at once', async () => {
    const work = Array.from({ length: 16 }, (_, n) =>
      n % 2 === 0 ? issue(RUN, 'verified') : configure({ certificate_type: 'honor' }),
    );
    await Promise.all(work);
    const { uuid } = await issue(RUN, 'verified');
    expect(await test.dataSource.query('select uuid from user_credential')).toEqual([{ uuid }]);
    expect(
      await test.dataSource.query('select certificate_type as type from course_certificate'),
    ).toHaveLength(1);
  });

  it('is found under the uuid of one that was joined with it', async () => {
    const { uuid } = await issue(RUN, 'verified');
    const former = '0f000000-0000-4000-8000-000000000001';
    await test.dataSource.query(
      'insert into former_credential_uuid (uuid, credential_id) select $1, id from user_credential',
      [former],
    );
    expect((await call('get', `/api/v2/credentials/${former}/`).expect(200)).body).toMatchObject({ uuid });
    const page = await test.request.get(`/credentials/${former.replaceAll('-', '')}/`).expect(200);
    expect(page.text).toContain(uuid.replaceAll('-', ''));
    await test.request.get(`/credentials/${former.replaceAll('-', '')}/certificate.pdf`).expect(200);
    const revoked = await call('patch', `/api/v2/credentials/${former}/`, { status: 'revoked' }).expect(200);
    expect(revoked.body).toMatchObject({ uuid, status: 'revoked' });
    await test.request.get(`/credentials/${former.replaceAll('-', '')}/`).expect(404);
  });

  it('waits for its run under another spelling, and takes that of the catalog', async () => {
    const key = 'course-v1:TestX+AA101+3T2029';
    await configure({ course_id: key.toUpperCase(), certificate_type: 'honor' });
    await configure({ course_id: key, certificate_type: 'verified' });
    const course = (await call('get', `/api/v2/admin/course_runs/${RUN_UUID}/`).expect(200)).body as {
      course: string;
    };
    const uuid = '0d000000-0000-4000-8000-0000000000f1';
    const run = { course: course.course, key: key.toLowerCase(), title: null, start: null, end: null };
    await call('put', `/api/v2/admin/course_runs/${uuid}/`, run).expect(200);
    const read = await call('get', `/api/v2/course_certificates/${encodeURIComponent(key)}/`).expect(200);
    expect(read.body).toMatchObject({
      course_id: run.key,
      course_run: run.key,
      certificate_type: 'verified',
    });
    expect((await issue(key, 'honor')).credential).toMatchObject({
      course_run_key: run.key,
      mode: 'verified',
    });
    // The catalog changes the spelling: answers follow.
    await call('put', `/api/v2/admin/course_runs/${uuid}/`, { ...run, key }).expect(200);
    expect((await issue(key.toLowerCase(), 'honor')).credential.course_run_key).toBe(key);
    const taken = await call('put', '/api/v2/admin/course_runs/0d000000-0000-4000-8000-0000000000f2/', {
      ...run,
      key: key.toUpperCase(),
    }).expect(400);
    expect(taken.body).toEqual({ key: [`Belongs to the course run ${uuid}.`] });
  });
});
