import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const RIGHTS = { permissions: [], groups: [], is_active: true, is_staff: false, is_superuser: false };

describe('staff whose rights another process has taken away', () => {
  let test: TestApp;
  let other: TestApp;
  let serial = 0;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    other = await createTestApp({ databaseUrl: test.databaseUrl, env: { ROLE: 'api' } });
  });

  afterAll(async () => {
    await other.close();
    await test.close();
  });

  const setRights = (app: TestApp, caller: string, username: string, change: object) =>
    app.request
      .put(`${ADMIN}/users/${username}/`)
      .set('Authorization', caller)
      .send({ ...RIGHTS, ...change });

  /** Staff, whom both processes remember, and somebody to whom they would give rights. */
  async function staffAndFriend(): Promise<{ staff: string; token: string; friend: string }> {
    serial += 1;
    const [staff, friend] = [`staff_${serial}`, `friend_${serial}`];
    const token = test.as(staff, { administrator: true });
    for (const app of [test, other])
      await app.request.get(`${ADMIN}/users/${staff}/`).set('Authorization', token).expect(200);
    await test.request.get(`/api/v2/credentials/?username=${friend}`).set('Authorization', test.as(friend));
    return { staff, token, friend };
  }

  it.each([
    ['deactivated', { is_active: false }, 401],
    ['without the flag', { is_staff: false }, 403],
  ])('change nothing any more: %s', async (_how, change, status) => {
    const { staff, token, friend } = await staffAndFriend();
    await setRights(test, test.as('root'), staff, change).expect(200);
    await setRights(other, token, friend, { groups: ['Admins'] }).expect(status);
    const { body } = await test.request
      .get(`${ADMIN}/users/${friend}/`)
      .set('Authorization', test.as('root'))
      .expect(200);
    expect(body.groups).toEqual([]);
  });

  it('change nothing by a token that the other process has not seen yet, either', async () => {
    const { staff, friend } = await staffAndFriend();
    await setRights(test, test.as('root'), staff, { is_active: false }).expect(200);
    const unseen = test.as(staff, { administrator: true, email: 'new@staff.example' });
    await setRights(other, unseen, friend, { groups: ['Admins'] }).expect(401);
  });

  it('get their rights back at once, too', async () => {
    const { staff, token, friend } = await staffAndFriend();
    await setRights(test, test.as('root'), staff, { is_active: false }).expect(200);
    await setRights(other, token, friend, {}).expect(401);
    await setRights(test, test.as('root'), staff, { is_staff: true, groups: ['Admins'] }).expect(200);
    await setRights(other, token, friend, {}).expect(200);
  });
});
