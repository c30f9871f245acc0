import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, adminCalls } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

const call = adminCalls(() => test);

describe("users' rights", () => {
  const rights = { permissions: ['credentials.view_usercredential'], groups: [], is_active: true };
  const put = (username: string, body: object, caller = 'admin') =>
    test.request.put(`${ADMIN}/users/${username}/`).set('Authorization', test.as(caller)).send(body);

  it('are listed, and found by a part of a name or an address', async () => {
    const all = await call('get', 'users/').expect(200);
    expect(all.body.count).toBeGreaterThan(10);
    const { body } = await call('get', 'users/?search=ŁUKAS').expect(200);
    expect(body.results).toMatchObject([
      { username: 'alice', lms_user_id: 101, permissions: [], groups: [] },
    ]);
    expect((await call('get', 'users/?search=%25').expect(200)).body.count).toBe(0);
  });

  it('are found by the whole username, in any letter case', async () => {
    const { body } = await call('get', 'users/?username=ALICE').expect(200);
    expect([body.count, body.results[0].username]).toEqual([1, 'alice']);
    expect((await call('get', 'users/?username=alic').expect(200)).body.count).toBe(0);
    expect((await call('get', 'users/?username=alice&search=bob').expect(200)).body.count).toBe(0);
  });

  it('hold at once when they are given and when they are taken', async () => {
    const list = () => test.request.get('/api/v2/credentials/').set('Authorization', test.as('carol'));
    await list().expect(403);
    const { body } = await put('CAROL', rights).expect(200);
    expect(body).toMatchObject({
      username: 'carol',
      permissions: rights.permissions,
      groups: [],
      is_active: true,
    });
    await list().expect(200);
    await put('carol', { ...rights, permissions: [] }).expect(200);
    await list().expect(403);
    await put('carol', { ...rights, is_active: false }).expect(200);
    await list().expect(401);
    await put('carol', { ...rights, permissions: [] }).expect(200);
  });

  it('can be given through a group, and stay the same when they are given again', async () => {
    const first = await put('dave', { ...rights, groups: ['Admins'] }).expect(200);
    expect(first.body.groups).toEqual(['Admins']);
    const second = await put('dave', { ...rights, groups: ['Admins'] }).expect(200);
    expect(second.headers.etag).toBe(first.headers.etag);
    await put('dave', { ...rights, groups: ['Nobodies'] }).expect(400, {
      groups: ['"Nobodies" is not a group; there are: Admins.'],
    });
    await put('dave', { ...rights, permissions: ['all'] }).expect(400);
    await put('dave', { ...rights, permissions: 'credentials.view_usercredential' }).expect(400);
  });

  it('are named together where they are unknown, with those that there are', async () => {
    const { body } = await put('dave', {
      ...rights,
      permissions: ['credentials.bogus', 'credentials.view_credential', 'credentials.other'],
      groups: ['Nope', 'Admins'],
    }).expect(400);
    expect(body).toEqual({
      permissions: ['credentials.bogus', 'credentials.other'].map((name) =>
        expect.stringMatching(
          `^"${name}" is not a permission; there are: .*credentials.view_usercredential, .*credentials.view_credential`,
        ),
      ),
      groups: ['"Nope" is not a group; there are: Admins.'],
    });
  });

  it('are not made more by staff than staff may: flags, superusers, and their own', async () => {
    await put('erin', { ...rights, is_staff: true }).expect(403);
    await put('erin', { ...rights, is_superuser: true }).expect(403);
    await put('root', { ...rights, is_active: false, is_staff: true, is_superuser: true }).expect(403);
    await put('admin', { ...rights, permissions: ['credentials.delete_usercredential'] }).expect(403);
    await put('erin', { ...rights, is_staff: false, is_superuser: false }).expect(200);
    const { body } = await put('erin', { ...rights, is_staff: true }, 'root').expect(200);
    expect(body).toMatchObject({ is_staff: true, is_superuser: false });
    await test.request.get(`${ADMIN}/site/`).set('Authorization', test.as('erin')).expect(200);
    await put('erin', { ...rights, is_staff: false }, 'root').expect(200);
    await test.request.get(`${ADMIN}/site/`).set('Authorization', test.as('erin')).expect(403);
  });

  it('conflict with a stale If-Match', async () => {
    const { headers } = await call('get', 'users/bob/').expect(200);
    await put('bob', rights).set('If-Match', headers.etag!).expect(200);
    await put('bob', { ...rights, permissions: [] })
      .set('If-Match', headers.etag!)
      .expect(412);
  });

  it('are not found for users that are unknown', async () => {
    await put('nobody', rights).expect(404);
    await call('get', 'users/nobody/').expect(404);
  });
});
