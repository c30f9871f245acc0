import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ADMIN } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { type Claims } from '../support/tokens.js';
import { createProbeApp, type ProbeApp } from './probe-app.js';
import { seconds } from './token-forge.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';

/** Seconds before now at which a token of before was issued. */
const BEFORE = 60;

describe('a token is of a person, at a time', () => {
  let test: TestApp;
  /** Another process on the same database. */
  let other: ProbeApp;
  let serial = 0;
  let name: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    other = await createProbeApp({ databaseUrl: test.databaseUrl });
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await other.close();
    await test.close();
  });

  beforeEach(() => {
    serial += 1;
    name = `person_${serial}`;
  });

  const old = (username: string, claims: Claims = {}) =>
    test.as(username, { iat: seconds() - BEFORE, ...claims });
  /** Newer than any change so far: `iat` is a whole second. */
  const fresh = (username: string, claims: Claims = {}) =>
    test.as(username, { iat: seconds() + 1, ...claims });
  const list = (authorization: string, username: string) =>
    test.request.get(`/api/v2/credentials/?username=${username}`).set('Authorization', authorization);
  const elsewhere = (authorization: string) =>
    other.request.get('/probe/authenticated').set('Authorization', authorization);
  /** Asks until the other process no longer remembers the user of before. */
  const untilElsewhere = async (authorization: string, status: number) => {
    while ((await elsewhere(authorization)).status !== status);
  };
  const rename = async (...username_mappings: object[]) => {
    const { body } = await test.request
      .post('/api/v2/replace_usernames/')
      .set('Authorization', test.as('replacement_worker'))
      .send({ username_mappings })
      .expect(200);
    expect(body).toEqual({ successful_replacements: username_mappings, failed_replacements: [] });
  };
  const rights = { permissions: [], groups: [], is_active: true, is_staff: false, is_superuser: false };
  const setRights = (username: string, change: object = {}, caller = 'root') =>
    test.request
      .put(`${ADMIN}/users/${username}/`)
      .set('Authorization', test.as(caller))
      .send({ ...rights, ...change });
  const userNamed = async (username: string) => {
    const rows = await test.dataSource.query<{ id: number; is_staff: boolean; lms_user_id: string | null }[]>(
      'select id, is_staff, lms_user_id from users where lower(username) = lower($1)',
      [username],
    );
    return rows[0];
  };

  describe('after a rename', () => {
    it.each([{}, { user_id: 8001 }])('the old name is not taken by an older token: %j', async (claims) => {
      const token = old(name, claims);
      await list(token, name).expect(200);
      await elsewhere(token).expect(200);
      await rename({ [name]: `${name}_old` });
      await list(token, name).expect(401);
      await list(old(name.toUpperCase(), { ...claims, jti: 1 }), name).expect(401);
      expect(await userNamed(name)).toBeUndefined();
      await test.dataSource.query('update users set lms_user_id = null where lms_user_id = 8001');
    });

    it('the old name is not taken by an older token, although nobody was known to have it', async () => {
      await rename({ [name]: `${name}_new` });
      await list(old(name, { administrator: true }), name).expect(401);
      expect(await userNamed(name)).toBeUndefined();
      await list(fresh(name), name).expect(200);
    });

    it('a newer token makes a new user under the old name, and the older one is still refused', async () => {
      const token = old(name);
      await list(token, name).expect(200);
      await rename({ [name]: `${name}_old` });
      await list(fresh(name), name).expect(200);
      await list(token, name).expect(401);
      await list(old(name, { jti: 1 }), name).expect(401);
      await elsewhere(token).expect(401);
    });

    it('the older token does not read what is now under its name', async () => {
      const [x, y] = [`${name}_x`, `${name}_y`];
      const tokens = [old(x), old(x, { user_id: 10 * serial + 100_001 })];
      for (const token of tokens) {
        await list(token, x).expect(200);
        await elsewhere(token).expect(200);
      }
      await list(old(y, { user_id: 10 * serial + 100_002 }), y).expect(200);
      await rename({ [x]: `${x}_old` }, { [y]: x });
      for (const token of tokens) {
        await list(token, x).expect(401);
        await untilElsewhere(token, 401);
      }
      await list(fresh(x, { user_id: 10 * serial + 100_002 }), x).expect(200);
    });

    it.each([{}, { user_id: 300_002 }])(
      'a newer token does not read it either while the LMS does not know of the rename: %j',
      async (claims) => {
        const [x, y] = [`${name}_x`, `${name}_y`];
        const number = 10 * serial + 300_001;
        await list(old(x, { user_id: number }), x).expect(200);
        await list(old(y, claims), y).expect(200);
        await rename({ [x]: `${x}_old` }, { [y]: x });
        await list(fresh(x, { user_id: number }), x).expect(401);
        await list(fresh(x, claims), x).expect(200);
        await list(fresh(`${x}_old`, { user_id: number }), `${x}_old`).expect(200);
      },
    );

    it('two names that were swapped are of their new users', async () => {
      const [x, y, between] = [`${name}_x`, `${name}_y`, `${name}_z`];
      const before = [old(x), old(y)];
      for (const [index, token] of before.entries()) await list(token, [x, y][index]!).expect(200);
      const ids = [(await userNamed(x))!.id, (await userNamed(y))!.id];
      await rename({ [x]: between }, { [y]: x }, { [between]: y });
      expect([(await userNamed(y))!.id, (await userNamed(x))!.id]).toEqual(ids);
      for (const [index, token] of before.entries()) await list(token, [x, y][index]!).expect(401);
      await list(fresh(x), x).expect(200);
      await list(fresh(y), y).expect(200);
    });

    it('a change of letter case only keeps the tokens', async () => {
      const token = old(name);
      await list(token, name).expect(200);
      await rename({ [name]: name.toUpperCase() });
      await list(token, name).expect(200);
    });

    it('an administrator who was deactivated does not come back as a new user', async () => {
      const token = old(name, { administrator: true, user_id: 10 * serial + 100_003 });
      await list(token, name).expect(200);
      await setRights(name, { is_active: false }).expect(200);
      await rename({ [name]: `${name}_old` });
      await list(old(name, { administrator: true }), name).expect(401);
      await list(token, name).expect(401);
      // Not even by a newer token under another name, since its number is that of the deactivated user.
      await list(
        fresh(`${name}_new`, { administrator: true, user_id: 10 * serial + 100_003 }),
        `${name}_new`,
      ).expect(401);
      expect([await userNamed(name), await userNamed(`${name}_new`)]).toEqual([undefined, undefined]);
    });

    it('browsers with an older token are anonymous', async () => {
      await list(old(name), name).expect(200);
      await rename({ [name]: `${name}_old` });
      const [header, payload, signature] = old(name).slice('JWT '.length).split('.');
      const cookie = `edx-jwt-cookie-header-payload=${header}.${payload}; edx-jwt-cookie-signature=${signature}`;
      const answer = await other.request.get('/probe/optional').set('Cookie', cookie).expect(200);
      expect(answer.body).toEqual({});
    });

    it('the table that remembers names holds none', async () => {
      await list(old(name), name).expect(200);
      await rename({ [name]: `${name}_old` });
      const rows = await test.dataSource.query<{ digest: Buffer }[]>('select digest from username_change');
      expect(rows.length).toBeGreaterThan(1);
      expect(rows.filter(({ digest }) => digest.length !== 32 || digest.includes('person'))).toEqual([]);
    });
  });

  describe('with another number in the LMS', () => {
    const [one, two] = [200_001, 200_002];

    it('it is refused unless it is newer than all that the user has taken from tokens', async () => {
      const newest = seconds() - 30;
      await list(test.as(name, { iat: newest, user_id: one, full_name: 'One' }), name).expect(200);
      for (const iat of [newest - 60, newest]) {
        await list(test.as(name, { iat, user_id: two, full_name: 'Two' }), name).expect(401);
      }
      expect((await userNamed(name))!.lms_user_id).toBe(String(one));
    });

    it('it is taken over when it is newer, with a warning by numbers only, and the older one is out', async () => {
      const warn = jest.spyOn(Logger.prototype, 'warn').mockClear();
      const before = old(name, { user_id: one + 10 });
      await list(before, name).expect(200);
      const { id } = (await userNamed(name))!;
      await list(test.as(name, { iat: seconds() - 10, user_id: two + 10 }), name).expect(200);
      expect((await userNamed(name))!.lms_user_id).toBe(String(two + 10));
      expect(warn.mock.calls.map(([line]) => line)).toContainEqual(
        expect.objectContaining({ user: id, before: one + 10, lmsUserId: two + 10 }),
      );
      expect(JSON.stringify(warn.mock.calls)).not.toContain(name);
      await list(before, name).expect(401);
    });

    it('an older token does not fetch a number back that has moved to another name', async () => {
      const before = old(name, { user_id: one + 20 });
      await list(before, name).expect(200);
      await list(test.as(`${name}_new`, { iat: seconds() - 10, user_id: one + 20 }), `${name}_new`).expect(
        200,
      );
      await list(before, name).expect(401);
      expect((await userNamed(`${name}_new`))!.lms_user_id).toBe(String(one + 20));
    });
  });

  describe('after a change of rights', () => {
    const staff = async (authorization: string) =>
      (await elsewhere(authorization).expect(200)).body.staff as boolean;

    it('an older token does not bring back what a superuser took, in no process', async () => {
      const tokens = Array.from({ length: 3 }, (_, jti) => old(name, { jti, administrator: true }));
      await list(tokens[0]!, name).expect(200);
      expect(await staff(tokens[0]!)).toBe(true);
      await setRights(name).expect(200);
      await test.request.get(`${ADMIN}/site/`).set('Authorization', tokens[1]!).expect(403);
      await test.request.get(`${ADMIN}/site/`).set('Authorization', tokens[0]!).expect(403);
      expect(await staff(tokens[2]!)).toBe(false);
      expect((await userNamed(name))!.is_staff).toBe(false);
      await test.request
        .get(`${ADMIN}/site/`)
        .set('Authorization', fresh(name, { administrator: true }))
        .expect(200);
    });

    it('an older token does not take back what a superuser gave', async () => {
      await list(old(name), name).expect(200);
      await setRights(name, { is_staff: true }).expect(200);
      await list(old(name, { administrator: false }), name).expect(200);
      expect((await userNamed(name))!.is_staff).toBe(true);
    });

    it('an older token does not bring back what was taken under another name of the same person', async () => {
      const claims = { user_id: 10 * serial + 500_000, administrator: true };
      await list(old(name, claims), name).expect(200);
      await setRights(name).expect(200);
      await list(test.as(`${name}_new`, { ...claims, iat: seconds() - 10 }), `${name}_new`).expect(401);
      expect(await userNamed(`${name}_new`)).toBeUndefined();
    });

    it('the token of a deactivated user takes a number from nobody', async () => {
      const lmsUserId = 10 * serial + 600_000;
      await list(old(`${name}_holder`, { user_id: lmsUserId }), `${name}_holder`).expect(200);
      await list(old(name), name).expect(200);
      await setRights(name, { is_active: false }).expect(200);
      await list(fresh(name, { user_id: lmsUserId }), name).expect(401);
      expect((await userNamed(`${name}_holder`))!.lms_user_id).toBe(String(lmsUserId));
    });

    it('of activity, an older token changes none either', async () => {
      await list(old(name), name).expect(200);
      await setRights(name, { is_active: false }).expect(200);
      await list(old(name, { administrator: true }), name).expect(401);
      await setRights(name).expect(200);
      await list(old(name, { administrator: true, jti: 1 }), name).expect(200);
      expect((await userNamed(name))!.is_staff).toBe(false);
    });
  });

  describe('whatever number in the LMS an award names', () => {
    const number = (offset: number) => 10 * serial + 400_000 + offset;
    const award = (username: string, lms_user_id: number) =>
      test.request
        .post('/api/v2/credentials/')
        .set('Authorization', test.as('root'))
        .send({ username, lms_user_id, credential: { program_uuid: PROGRAM } })
        .expect(201);

    it('a user who has signed in keeps theirs, and the token', async () => {
      const token = old(name, { user_id: number(1) });
      await list(token, name).expect(200);
      await award(name, number(2));
      await award(`${name}_mule`, number(1));
      expect((await userNamed(name))!.lms_user_id).toBe(String(number(1)));
      expect((await userNamed(`${name}_mule`))!.lms_user_id).toBeNull();
      await list(token, name).expect(200);
      await elsewhere(token).expect(200);
    });

    it('one that only awards have named gives way to every token', async () => {
      await award(name, number(1));
      expect((await userNamed(name))!.lms_user_id).toBe(String(number(1)));
      await award(name, number(2));
      await list(old(name, { user_id: number(3) }), name).expect(200);
      expect((await userNamed(name))!.lms_user_id).toBe(String(number(3)));
      await list(old(`${name}_new`, { user_id: number(2) }), `${name}_new`).expect(200);
    });

    it('nobody who was deactivated comes back under another name', async () => {
      const claims = { user_id: number(1), administrator: true };
      await list(old(name, claims), name).expect(200);
      await setRights(name, { is_active: false }).expect(200);
      await award(`${name}_new`, number(1));
      await list(old(`${name}_new`, claims), `${name}_new`).expect(401);
      await list(fresh(`${name}_new`, claims), `${name}_new`).expect(401);
    });
  });
});
