import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('a table that has used up its numbers', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    const [{ sequence }] = await test.dataSource.query<[{ sequence: string }]>(
      `select pg_get_serial_sequence('user_grade', 'id') as sequence`,
    );
    await test.dataSource.query(`select setval('${sequence}', 1000000)`);
    await test.dataSource.query(`alter sequence ${sequence} maxvalue 1000000`);
  });

  afterAll(() => test.close());

  it('makes the service say that nothing can be stored now, and when to repeat', async () => {
    const grade = {
      username: 'without_a_number',
      course_run: 'course-v1:TestX+AA101+1T2023',
      letter_grade: 'A',
      percent_grade: 0.9,
      verified: true,
    };
    const { body, headers } = await test.request
      .post('/api/v2/grades/')
      .set('Authorization', test.as('grader'))
      .send(grade)
      .expect(503);
    expect(body).toEqual({
      detail: 'The database cannot store anything at the moment; repeat the request later.',
    });
    expect(headers['retry-after']).toBe('1');
  });
});
