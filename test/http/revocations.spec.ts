import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const PATH = '/api/v2/credentials/';

/** Each certificate with other ways to name it, and how it is switched off. */
const CERTIFICATES = [
  {
    kind: 'course run',
    key: { course_run_key: RUN, mode: 'verified' },
    others: [{ course_run_key: RUN.toUpperCase(), mode: 'honor' }, { course_run_key: RUN }],
    disable: 'update course_certificate set is_active = false',
    field: 'course_run_key',
    problem: `No active CourseCertificate exists for course run [${RUN}]`,
  },
  {
    kind: 'program',
    key: { program_uuid: PROGRAM },
    others: [{ program_uuid: PROGRAM.toUpperCase() }, { program_uuid: PROGRAM, course_run_key: RUN }],
    disable: 'update program_certificate set is_active = false',
    field: 'program_uuid',
    problem: `No active ProgramCertificate exists for program [${PROGRAM}]`,
  },
];

describe('a revocation by POST', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  beforeEach(async () => {
    await test.dataSource.query('truncate user_credential, course_certificate cascade');
    await test.dataSource.query('update program_certificate set is_active = true');
  });

  const post = (credential: object, fields: object = {}) =>
    test.request
      .post(PATH)
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential, ...fields });
  const stored = () => test.dataSource.query<object[]>('select uuid, status from user_credential');

  describe.each(CERTIFICATES)('of a $kind', ({ key, others, disable, field, problem }) => {
    it.each([key, ...others])('reaches the credential of an inactive certificate by %j', async (named) => {
      const { uuid } = (await post(key).expect(201)).body as { uuid: string };
      await test.dataSource.query(disable);
      const { body } = await post(named, { username: 'ALICE', status: 'revoked' }).expect(201);
      expect(body).toMatchObject({ uuid, status: 'revoked', download_url: null });
      expect(await stored()).toEqual([{ uuid, status: 'revoked' }]);
      await test.request.get(`/credentials/${uuid.replaceAll('-', '')}/`).expect(404);
      // Done again it stays so.
      await post(named, { status: 'revoked' }).expect(201);
    });

    it('leaves an award, and what does not exist, refused', async () => {
      await post(key).expect(201);
      await test.dataSource.query(disable);
      const before = await stored();
      for (const fields of [{}, { status: 'awarded' }, { username: 'bob', status: 'revoked' }]) {
        const { status, body } = await post(key, fields);
        expect([status, body]).toEqual([400, { credential: { [field]: problem } }]);
      }
      expect(await stored()).toEqual(before);
    });
  });

  it('reaches the credential of a run that the catalog has no more', async () => {
    await post({ course_run_key: RUN, mode: 'verified' }).expect(201);
    await test.dataSource.query('update course_certificate set course_run_id = null');
    await post({ course_run_key: RUN }, { status: 'revoked' }).expect(201);
    expect(await stored()).toMatchObject([{ status: 'revoked' }]);
  });
});
