import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { UserCache } from '../../src/identity/users/user-cache.js';
import { UsersService } from '../../src/identity/users/users.service.js';
import { ValidationError } from '../../src/platform/errors/index.js';
import { useOpenDatabase } from '../support/open-database.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

describe('users', () => {
  const test = useOpenDatabase();
  let users: UsersService;

  beforeAll(() => {
    users = newProcess();
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** Another process of the installation, which remembers nothing yet. */
  const newProcess = (): UsersService => new UsersService(test.database, new UserCache(test.database));
  const row = async (username: string): Promise<Record<string, unknown>> => {
    const rows: Record<string, unknown>[] = await test.dataSource.query(
      `select u.email, u.full_name, u.lms_user_id, u.is_staff, u.is_superuser,
              array(select name from user_group g join user_group_member m on m.group_id = g.id where m.user_id = u.id) as groups,
              array(select permission from user_permission p where p.user_id = u.id order by 1) as permissions
       from users u where username = $1`,
      [username],
    );
    return rows[0]!;
  };

  it('have no blanks around their names, whatever JavaScript takes for one', async () => {
    const blanks = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => character.trim() === '',
    );
    expect(blanks.length).toBeGreaterThan(20);
    const insert = (name: string) =>
      test.dataSource.query('insert into users (username) values ($1)', [name]);
    for (const blank of blanks) {
      await expect(insert(`${blank}padded`)).rejects.toThrow('users_username_trimmed_ck');
      await expect(insert(`padded${blank}`)).rejects.toThrow('users_username_trimmed_ck');
    }
    await insert(`not${blanks.join('')}padded`);
    // PostgreSQL reads an unknown escape as the letter itself, so these letters must not count as blanks.
    for (const letter of 'bfnrtuvx') await insert(`${letter} is no blank ${letter}`);
  });

  describe('who sign in', () => {
    it('are made once when they come to several processes at the same moment', async () => {
      const principals = await Promise.all(
        Array.from({ length: 10 }, () => newProcess().signIn('Crowd', { email: 'c@x.example' }, at(0))),
      );
      expect(new Set(principals.map(({ id }) => id)).size).toBe(1);
      expect(await test.dataSource.query(`select from users where lower(username) = 'crowd'`)).toHaveLength(
        1,
      );
    });

    it('are the same in any letter case, and keep their spelling', async () => {
      const first = await users.signIn('McCase', {}, at(0));
      const second = await newProcess().signIn('MCCASE', {}, at(1));
      expect([second.id, second.username]).toEqual([first.id, 'McCase']);
    });

    it('are brought up to date with what is claimed; what is not claimed stays', async () => {
      await users.signIn(
        'ann',
        { email: 'ann@x.example', fullName: 'Ann', lmsUserId: 11, administrator: true },
        at(0),
      );
      await users.signIn('ann', { fullName: 'Ann B' }, at(1));
      expect(await row('ann')).toMatchObject({
        email: 'ann@x.example',
        full_name: 'Ann B',
        lms_user_id: '11',
        is_staff: true,
        groups: ['Admins'],
      });
    });

    it('are staff and Admins as long as the newest token says so', async () => {
      const raised = await users.signIn('boss', { administrator: true }, at(0));
      expect([raised.isStaff, raised.has('records.add_usergrade')]).toEqual([true, true]);
      const lowered = await users.signIn('boss', { administrator: false }, at(1));
      expect([lowered.isStaff, lowered.has('records.add_usergrade')]).toEqual([false, false]);
    });

    it('are not changed by a token that is older than the one which changed them last', async () => {
      await users.signIn('fallen', { administrator: true }, at(0));
      await users.signIn('fallen', { administrator: false, email: 'new@x.example' }, at(10));
      const late = await newProcess().signIn(
        'fallen',
        { administrator: true, email: 'old@x.example' },
        at(0),
      );
      expect(late.isStaff).toBe(false);
      expect(await row('fallen')).toMatchObject({ email: 'new@x.example', groups: [] });
    });

    it('cost one statement when nothing has changed', async () => {
      await users.signIn('same', { email: 'same@x.example' }, at(0));
      const run = jest.spyOn(test.database, 'run');
      const transaction = jest.spyOn(test.database, 'transaction');
      await newProcess().signIn('same', { email: 'same@x.example' }, at(1));
      expect([run.mock.calls.length, transaction.mock.calls.length]).toEqual([1, 0]);
    });
  });

  describe('the LMS user id', () => {
    it('moves to the user whom the LMS names, and the log names both by number', async () => {
      const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      const from = await users.signIn('before', { lmsUserId: 21 }, at(0));
      const to = await users.signIn('after', { lmsUserId: 21 }, at(1));
      expect([(await row('before')).lms_user_id, (await row('after')).lms_user_id]).toEqual([null, '21']);
      expect(warn.mock.calls).toEqual([
        [expect.objectContaining({ lmsUserId: 21, from: from.id, to: to.id })],
      ]);
      expect(JSON.stringify(warn.mock.calls)).not.toMatch(/before|after/);
    });

    it('ends with one user when many claim it at once', async () => {
      jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          newProcess().signIn(`claimant${index}`, { lmsUserId: 31 }, at(0)),
        ),
      );
      expect(await test.dataSource.query('select from users where lms_user_id = 31')).toHaveLength(1);
    });

    it('can be exchanged by two users at once', async () => {
      jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      await users.signIn('left', { lmsUserId: 41 }, at(0));
      await users.signIn('right', { lmsUserId: 42 }, at(0));
      await Promise.all([
        newProcess().signIn('left', { lmsUserId: 42 }, at(1)),
        newProcess().signIn('right', { lmsUserId: 41 }, at(1)),
      ]);
      const owners = await test.dataSource.query(
        'select lms_user_id from users where lms_user_id in (41, 42) order by 1',
      );
      expect(owners).toEqual([{ lms_user_id: '41' }, { lms_user_id: '42' }]);
    });
  });

  describe('learners to whom something is issued', () => {
    const find = (username: string, lmsUserId?: number) =>
      test.database.transaction((transaction) => users.findOrCreateLearner(transaction, username, lmsUserId));

    it('are made when the service does not know them', async () => {
      const learner = await find('learner', 51);
      expect(learner.username).toBe('learner');
      expect(await row('learner')).toMatchObject({ lms_user_id: '51', email: '', is_staff: false });
    });

    it('are found in any letter case', async () => {
      const { id } = await find('Lea');
      expect(await find('LEA')).toEqual({ id, username: 'Lea' });
    });

    it('are made once by many transactions at once', async () => {
      const learners = await Promise.all(Array.from({ length: 20 }, () => find('popular', 52)));
      expect(new Set(learners.map(({ id }) => id)).size).toBe(1);
    });

    it('are not made when the transaction fails', async () => {
      const work = test.database.transaction(async (transaction) => {
        await users.findOrCreateLearner(transaction, 'ghost');
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await users.findByUsername('ghost')).toBeUndefined();
    });

    it('are found by name alone, in any letter case', async () => {
      const { id } = await users.signIn('Prof', {}, at(0));
      expect(await users.findByUsername('PROF')).toMatchObject({ id, username: 'Prof' });
    });
  });

  describe('whom an operator describes', () => {
    const upsert = (description: Parameters<UsersService['upsertUser']>[1]) =>
      test.database.transaction((transaction) => users.upsertUser(transaction, description));
    const full = {
      username: 'described',
      superuser: true,
      claims: { administrator: true, email: 'd@x.example', lmsUserId: 61 },
      permissions: ['records.add_usergrade', 'credentials.view_usercredential'],
    } as const;

    it('are created, then left unchanged, then changed', async () => {
      expect(await upsert(full)).toBe('created');
      expect(await upsert(full)).toBe('unchanged');
      expect(await upsert({ ...full, permissions: ['records.add_usergrade'] })).toBe('changed');
      expect(await upsert({ ...full, permissions: [], superuser: false })).toBe('changed');
      expect(await row('described')).toMatchObject({
        email: 'd@x.example',
        lms_user_id: '61',
        is_staff: true,
        is_superuser: false,
        groups: ['Admins'],
        permissions: [],
      });
    });

    it('keep what the description does not speak of', async () => {
      await upsert({ ...full, username: 'kept', claims: { administrator: true } });
      expect(await upsert({ username: 'KEPT' })).toBe('unchanged');
      expect(await row('kept')).toMatchObject({
        is_superuser: true,
        permissions: [...full.permissions].sort(),
      });
    });

    it('are in the groups that are named, and in Admins as the claim says', async () => {
      expect(await upsert({ username: 'grouped', groups: ['Admins'] })).toBe('created');
      expect((await row('grouped')).groups).toEqual(['Admins']);
      expect(await upsert({ username: 'grouped', groups: [] })).toBe('changed');
      expect(await upsert({ username: 'grouped', groups: [], claims: { administrator: true } })).toBe(
        'changed',
      );
      expect((await row('grouped')).groups).toEqual(['Admins']);
    });

    it('are refused with a group that does not exist', async () => {
      const error = await upsert({ username: 'lost', groups: ['Admins', 'Nowhere'] }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(ValidationError);
      expect((error as ValidationError).fields).toEqual({
        groups: ['"Nowhere" is not a group; there are: Admins.'],
      });
    });
  });

  describe('in the memory of a process', () => {
    const change = (username: string): Promise<unknown> =>
      test.dataSource.query('update users set is_active = false where username = $1', [username]);

    it('are asked for once by requests that come together', async () => {
      await users.signIn('shared', {}, at(0));
      const cache = new UserCache(test.database);
      const run = jest.spyOn(test.database, 'run');
      await Promise.all(Array.from({ length: 20 }, () => cache.find('shared')));
      await cache.find('shared');
      expect(run).toHaveBeenCalledTimes(1);
    });

    it('are looked up again after five seconds, so that a change made elsewhere is seen', async () => {
      await users.signIn('stale', {}, at(0));
      const cache = new UserCache(test.database);
      // Only the clock is false: the database's connections need real timers.
      jest.useFakeTimers({
        doNotFake: [
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'setImmediate',
          'clearImmediate',
          'nextTick',
          'queueMicrotask',
        ],
      });
      await cache.find('stale');
      await change('stale');
      jest.advanceTimersByTime(3999);
      expect(cache.peek('stale')?.isActive).toBe(true);
      jest.advanceTimersByTime(1);
      expect(cache.peek('stale')).toBeUndefined();
      expect((await cache.find('stale'))?.isActive).toBe(false);
    });

    it('are forgotten at once when this process has changed them, also by a read under way', async () => {
      const { id } = await users.signIn('fresh', {}, at(0));
      const cache = new UserCache(test.database);
      const early = cache.find('fresh');
      cache.forget(id);
      expect((await early)?.isActive).toBe(true);
      expect(cache.peek('fresh')).toBeUndefined();
      await change('fresh');
      expect((await cache.find('fresh'))?.isActive).toBe(false);
    });
  });
});
