import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, adminCalls } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

const call = adminCalls(() => test);

describe('the name that staff set', () => {
  const read = async () => (await call('get', 'users/bob/').expect(200)).body as Record<string, unknown>;
  const set = (certificate_name: unknown) =>
    call('put', 'users/BOB/certificate_name/').send({ certificate_name });

  it('has its reason in the audit log', async () => {
    const reason = 'Misspelt, as the passport shows.';
    await call('put', 'users/bob/certificate_name/')
      .send({ certificate_name: 'Bob Right', reason })
      .expect(200);
    const { body } = await call('get', 'audit/?username=bob&subject=user&page_size=1').expect(200);
    expect((body as { results: unknown[] }).results).toMatchObject([
      { action: 'changed', reason, changes: { staff_name: [expect.anything(), 'Bob Right'] } },
    ]);
  });

  it('is printed instead of all others until it is cleared, and each name is shown', async () => {
    await test.dataSource.query(
      `update users set full_name = 'Bob Token', lms_name = 'Bob LMS', verified_name = 'Bob Verified' where username = 'bob'`,
    );
    const { body } = await set('  Bob of the Staff ').expect(200);
    expect(body).toMatchObject({
      username: 'bob',
      full_name: 'Bob Token',
      lms_name: 'Bob LMS',
      verified_name: 'Bob Verified',
      certificate_name: 'Bob of the Staff',
      lms_answered_at: null,
      printed_name: 'Bob of the Staff',
      printed_name_source: 'staff',
    });
    expect(body).toEqual(await read());
    const sources: unknown[] = [];
    for (const column of ['staff_name', 'verified_name', 'lms_name', 'full_name']) {
      await test.dataSource.query(`update users set ${column} = '' where username = 'bob'`);
      const { printed_name, printed_name_source } = await read();
      sources.push(`${String(printed_name)} (${String(printed_name_source)})`);
    }
    expect(sources).toEqual([
      'Bob Verified (verified)',
      'Bob LMS (lms)',
      'Bob Token (token)',
      'bob (username)',
    ]);
  });

  it.each([null, '', ' \t ', '\u200b'])('is cleared by %j', async (nothing) => {
    await set('Bob').expect(200);
    const { body } = await set(nothing).expect(200);
    expect(body).toMatchObject({
      certificate_name: '',
      printed_name_source: expect.not.stringMatching('staff'),
    });
  });

  it.each<[unknown, string]>([
    ['two\nlines', 'Control characters are not allowed.'],
    ['x'.repeat(256), 'Ensure this field has no more than 255 characters.'],
    [5, 'Not a valid string.'],
    [undefined, 'This field is required.'],
  ])('is refused when it is %j', async (name, message) => {
    await set('Bob').expect(200);
    expect((await set(name).expect(400)).body).toEqual({ certificate_name: [message] });
    expect((await read()).certificate_name).toBe('Bob');
  });

  it('is found by a search, and by no token undone', async () => {
    await set('Bobby Tables').expect(200);
    expect((await call('get', 'users/?search=bobby%20t').expect(200)).body.count).toBe(1);
    await test.request
      .get('/records/api/v1/program_records/')
      .set('Authorization', test.as('bob', { name: 'Bob of a later token' }))
      .expect(200);
    expect(await read()).toMatchObject({
      full_name: 'Bob of a later token',
      printed_name: 'Bobby Tables',
    });
  });

  it('changes nothing twice, and only what the caller has seen', async () => {
    const { headers, body } = await set('Bob Seen').expect(200);
    const again = await set('Bob Seen').set('If-Match', headers.etag!).expect(200);
    expect(again.body).toEqual(body);
    await set('Bob Next').set('If-Match', headers.etag!).expect(200);
    await set('Bob Late').set('If-Match', headers.etag!).expect(412);
  });

  it('may be set by staff, for any user that there is', async () => {
    await call('put', 'users/nobody_here/certificate_name/').send({ certificate_name: 'N' }).expect(404);
    await test.request
      .put(`${ADMIN}/users/bob/certificate_name/`)
      .set('Authorization', test.as('bob'))
      .send({ certificate_name: 'Sir Bob' })
      .expect(403);
  });
});

describe("users' rights", () => {
  const rights = { permissions: ['credentials.view_usercredential'], groups: [], is_active: true };
  const put = (username: string, body: object, caller = 'root') =>
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

  it('tell apart who is inactive in the LMS, and whom staff deactivated here', async () => {
    await test.dataSource.query(`insert into users (username, is_active) values ('unconfirmed', false)`);
    const own = () =>
      test.request
        .get('/api/v2/credentials/?username=unconfirmed')
        .set('Authorization', test.as('unconfirmed'));
    await own().expect(200);
    const { is_active: _, ...withoutActivity } = rights;
    const kept = await put('unconfirmed', withoutActivity).expect(200);
    expect(kept.body).toMatchObject({ is_active: false, is_deactivated: false });
    await own().expect(200);
    const barred = await put('unconfirmed', { ...rights, is_active: false }).expect(200);
    expect(barred.body).toMatchObject({ is_active: false, is_deactivated: true });
    await own().expect(401);
    expect((await put('unconfirmed', withoutActivity).expect(200)).body).toMatchObject({
      is_deactivated: true,
    });
    const back = await put('unconfirmed', rights).expect(200);
    expect(back.body).toMatchObject({ is_active: true, is_deactivated: false });
    await own().expect(200);
  });

  it('can be given through a group, and stay the same when they are given again', async () => {
    const first = await put('dave', { ...rights, groups: ['Admins'] }).expect(200);
    expect(first.body.groups).toEqual(['Admins']);
    const second = await put('dave', { ...rights, groups: ['Admins'] }).expect(200);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect((await put('dave', { ...rights, groups: ['Nobodies'] }).expect(400)).body).toEqual({
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
    const none = { ...rights, permissions: [] };
    await put('erin', { ...none, is_staff: true }, 'admin').expect(403);
    await put('erin', { ...none, is_superuser: true }, 'admin').expect(403);
    await put('root', { ...none, is_active: false, is_staff: true, is_superuser: true }, 'admin').expect(403);
    await put('admin', { ...none, permissions: ['credentials.add_usercredential'] }, 'admin').expect(403);
    await put('erin', { ...none, is_staff: false, is_superuser: false }, 'admin').expect(200);
    const { body } = await put('erin', { ...rights, is_staff: true }, 'root').expect(200);
    expect(body).toMatchObject({ is_staff: true, is_superuser: false });
    await test.request.get(`${ADMIN}/site/`).set('Authorization', test.as('erin')).expect(200);
    await put('erin', { ...rights, is_staff: false }, 'root').expect(200);
    await test.request.get(`${ADMIN}/site/`).set('Authorization', test.as('erin')).expect(403);
  });

  it('are given by staff only as far as they have them, also by a group or by activity', async () => {
    const view = { ...rights, permissions: ['credentials.view_credential'] };
    expect((await put('stranger', view, 'admin').expect(403)).body).toEqual({
      detail: 'You do not have the right credentials.view_usercredential, so you cannot give it.',
    });
    const own = { ...rights, permissions: ['credentials.add_usercredential'], groups: ['Admins'] };
    await put('stranger', own, 'admin').expect(200);
    await put('stranger', view, 'root').expect(200);
    // They keep what the user has, and take it away.
    await put('stranger', { ...view, groups: ['Admins'] }, 'admin').expect(200);
    await put('stranger', { ...view, is_active: false }, 'admin').expect(200);
    await put('stranger', view, 'admin').expect(403);
    await put('stranger', { ...rights, permissions: [] }, 'admin').expect(200);
  });

  it.each(['is_active', 'is_staff', 'is_superuser'])('take %s only from true and false', async (flag) => {
    for (const value of [1, 0, 'true', 'True', '1', 'yes', [true], null]) {
      const { body } = await put('stranger', { ...rights, permissions: [], [flag]: value }).expect(400);
      expect(body).toEqual({ [flag]: expect.anything() });
    }
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
