import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';

describe('blanks around a username', () => {
  let test: TestApp;

  beforeAll(async () => {
    // Nothing is delivered meanwhile: a mail that goes changes the answers.
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    for (const credential of [{ program_uuid: PROGRAM }, { course_run_key: RUN, mode: 'verified' }]) {
      await test.request
        .post('/api/v2/credentials/')
        .set('Authorization', test.as('root'))
        .send({ username: ' alice\t', credential })
        .expect(201);
    }
    await test.request
      .post(`/records/programs/${PROGRAM}/send/`)
      .set('Authorization', test.as('alice'))
      .send({ username: ' alice ', pathway_id: 1 })
      .expect(200);
  });

  afterAll(() => test.close());

  const answer = async (path: string, caller: string) =>
    (await test.request.get(path).set('Authorization', test.as(caller)).expect(200)).body as unknown;

  it.each([
    ['/api/v2/credentials/?username=', 'root'],
    ['/api/v2/credentials/?username=', 'alice'],
    ['/api/v1/credentials/?username=', 'root'],
    ['/api/v1/credentials/?username=', 'alice'],
    ['/records/api/v1/program_records/?username=', 'root'],
    [`/records/api/v1/program_records/${PROGRAM}/?username=`, 'root'],
    ['/api/v2/credit_pathways/notifications/?username=', 'root'],
    ['/api/v2/admin/completion_mails/?username=', 'root'],
    ['/api/v2/admin/users/?username=', 'root'],
    ['/api/v2/admin/users/?search=', 'root'],
    ['/api/v2/admin/users/', 'root'],
  ])('do not count in %s, as %s', async (path, caller) => {
    // Without a date of its own, a record was last updated now.
    const text = async (name: string) =>
      JSON.stringify(await answer(`${path}${name}`, caller))
        .replaceAll(name, 'alice')
        .replace(/"last_updated":"[^"]*"/, '');
    const plain = await text('alice');
    expect(plain).toMatch(/alice|Mathematics/);
    for (const name of ['%20alice%20', 'ALICE%09', '%C2%A0alice']) expect(await text(name)).toBe(plain);
  });

  it('do not count in questions for certificate status', async () => {
    const { body } = await test.request
      .post('/api/credentials/v1/learner_cert_status/')
      .set('Authorization', test.as('root'))
      .send({ username: ' alice ', course_runs: [RUN] })
      .expect(200);
    expect(body).toMatchObject({ lms_user_id: 101 });
  });
});
