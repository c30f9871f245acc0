import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loseDeadlocks } from '../support/lose-deadlocks.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
const PATH = '/api/v2/credentials/';

describe('a change of a credential that loses a deadlock', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  const award = (username: string) =>
    test.request
      .post(PATH)
      .set('Authorization', test.as('root'))
      .send({
        username,
        credential: { course_run_key: RUN, mode: 'verified' },
        attributes: [{ name: 'a', value: 'b' }],
      });
  const revoke = (uuid: string) =>
    test.request.patch(`${PATH}${uuid}/`).set('Authorization', test.as('root')).send({ status: 'revoked' });

  async function losing<T>(times: number, work: () => PromiseLike<T>): Promise<T> {
    const undo = await loseDeadlocks(test.dataSource, 'user_credential', times);
    try {
      return await work();
    } finally {
      await undo();
    }
  }

  /** The credentials of a learner with their attributes and the numbers of their changes. */
  const storedOf = (username: string) =>
    test.dataSource.query<object[]>(
      `select status, status_changes::int as changes, attribute.name
         from user_credential c join users on users.id = c.user_id
         left join user_credential_attribute attribute on attribute.credential_id = c.id
        where users.username = $1`,
      [username],
    );

  it('is made again, once, with everything that belongs to it', async () => {
    const { body, status } = await losing(3, () => award('loser'));
    expect([status, await storedOf('loser')]).toEqual([201, [{ status: 'awarded', changes: 1, name: 'a' }]]);
    const revoked = await losing(3, () => revoke((body as { uuid: string }).uuid));
    expect([revoked.status, await storedOf('loser')]).toEqual([
      200,
      [{ status: 'revoked', changes: 2, name: 'a' }],
    ]);
  });

  it('is refused for a while when it loses every time', async () => {
    const { status, headers } = await losing(100, () => award('unlucky'));
    expect([status, headers['retry-after'], await storedOf('unlucky')]).toEqual([
      503,
      expect.any(String),
      [],
    ]);
  });
});
