import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { KnownUser } from '../../src/identity/users/known-user.js';
import type { Principal } from '../../src/identity/users/principal.js';
import { UserCache } from '../../src/identity/users/user-cache.js';
import { UsersService } from '../../src/identity/users/users.service.js';
import { settle } from '../../src/identity/users/sign-in.js';
import { noteNameChange, setUsername } from '../../src/identity/users/users.sql.js';
import type { Transaction } from '../../src/platform/database/index.js';
import {
  InvalidTokenError,
  NotAuthenticatedError,
  ValidationError,
} from '../../src/platform/errors/index.js';
import { OutboxService } from '../../src/platform/outbox/index.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import { isSingleLine } from '../../src/platform/text/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import { untilLocked } from '../support/until-locked.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

describe('users', () => {
  const test = useOpenDatabase();
  let users: UsersService;

  beforeAll(() => {
    users = newProcess();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Another process of the installation, which remembers nothing yet. */
  const newProcess = (): UsersService =>
    new UsersService(test.database, new UserCache(test.database), { refuseInactiveUsers: false }, outbox());
  /** Without subscribers: nobody wants an event. */
  const outbox = () => new OutboxService(test.database, new SubscriberRegistry());
  const acting = (user: KnownUser, administrator?: boolean, time = at(0)): Principal =>
    user.actingBy({ administrator, issuedAt: time.getTime() });
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
      await expect(insert(`${blank}padded`)).rejects.toThrow(/users_username_(trimmed|line)_ck/);
      await expect(insert(`padded${blank}`)).rejects.toThrow(/users_username_(trimmed|line)_ck/);
    }
    await insert(`not${blanks.filter(isSingleLine).join('')}padded`);
    // PostgreSQL reads an unknown escape as the letter itself, so these letters must not count as blanks.
    for (const letter of 'bfnrtuvx') await insert(`${letter} is no blank ${letter}`);
  });

  describe('of which SQL by hand makes no nonsense', () => {
    const sql = (text: string) => test.dataSource.query(text);

    it.each([
      [`insert into users (username) values (E'bell\\u0007')`, 'users_username_line_ck'],
      [`insert into users (username) values (E'line\\u2028break')`, 'users_username_line_ck'],
      [`insert into users (username) values (E'no text\\ufffd')`, 'users_username_line_ck'],
      [`insert into users (username) values ('')`, 'users_username_ck'],
      [
        `insert into users (username, email) values ('m', E'a@x.example\\nBcc: b@x.example')`,
        'users_email_ck',
      ],
      [`insert into users (username, full_name) values ('m', '  ')`, 'users_full_name_ck'],
      [`insert into users (username, full_name) values ('m', E'two\\nlines')`, 'users_full_name_ck'],
      [`insert into users (username, staff_name) values ('m', ' ')`, 'users_staff_name_ck'],
      [`insert into users (username, lms_name) values ('m', E'two\\nlines')`, 'users_lms_name_ck'],
      [`insert into users (username, verified_name) values ('m', E'\\u0085')`, 'users_verified_name_ck'],
      [`insert into users (username, name_due_at) values ('m', 'infinity')`, 'users_name_times_ck'],
      [`insert into users (username, name_attempts) values ('m', -1)`, 'users_name_attempts_ck'],
      [`insert into user_group (name) values (' ')`, 'user_group_name_ck'],
      [`update site set platform_name = ' '`, 'site_platform_name_ck'],
      [`update site set partner_from_address = E'a@x.example\\r\\n'`, 'site_partner_from_address_ck'],
      [`update user_group set name = 'Adm' where name = 'Admins'`, 'Admins cannot be renamed or deleted'],
      [`delete from user_group`, 'Admins cannot be renamed or deleted'],
      [`truncate user_group cascade`, 'Admins cannot be renamed or deleted'],
    ])('%s', async (text, reason) => {
      await expect(sql(text)).rejects.toThrow(reason);
    });

    it('other groups may come and go', async () => {
      await sql(`insert into user_group (name) values ('Others')`);
      await sql(`update user_group set name = 'Some' where name = 'Others'`);
      await sql(`delete from user_group where name = 'Some'`);
    });
  });

  it('are never those of a name that is no text', async () => {
    await expect(
      test.database.transaction((transaction) => users.findOrCreateLearner(transaction, 'no\ufffd')),
    ).rejects.toThrow(ValidationError);
    await users.signIn('plain', {}, at(0));
    expect(await users.rename('plain', 'plain\ufffd')).toBe('invalid');
    expect(await users.rename('\ud800', 'half')).toBeUndefined();
    expect(await users.findByUsername('half')).toBeUndefined();
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
      expect(second.id).toBe(first.id);
      expect(acting(second).username).toBe('McCase');
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
      const actsAsBoss = async (administrator: boolean, time: Date) => {
        const boss = acting(await users.signIn('boss', { administrator }, time), administrator, time);
        return [boss.isStaff, boss.has('records.add_usergrade')];
      };
      expect(await actsAsBoss(true, at(0))).toEqual([true, true]);
      expect(await actsAsBoss(false, at(1))).toEqual([false, false]);
      expect(await actsAsBoss(true, at(0))).toEqual([false, false]);
    });

    it('are not changed by a token that is older than the one which changed them last', async () => {
      await users.signIn('fallen', { administrator: true }, at(0));
      await users.signIn('fallen', { administrator: false, email: 'new@x.example' }, at(10));
      const late = await newProcess().signIn(
        'fallen',
        { administrator: true, email: 'old@x.example' },
        at(0),
      );
      expect(acting(late, true).isStaff).toBe(false);
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

  describe('examined under the lock of their row', () => {
    /** Does `change` in a transaction, lets `signIn` wait for it, commits, and returns what came of the sign-in. */
    const during = async <T>(
      change: (transaction: Transaction) => Promise<unknown>,
      signIn: () => Promise<T>,
    ) => {
      let waiting: Promise<PromiseSettledResult<T>[]> | undefined;
      await test.database.transaction(async (transaction) => {
        await change(transaction);
        waiting = Promise.allSettled([signIn()]);
        await untilLocked(test.dataSource);
      });
      return (await waiting!)[0]!;
    };

    it('do not get a right back by an older token that was read before the right was taken', async () => {
      await users.signIn('raced', {}, at(0));
      const result = await during(
        (transaction) =>
          users.upsertUser(transaction, { username: 'raced', permissions: ['records.add_usergrade'] }),
        () => newProcess().signIn('raced', { administrator: true }, at(1)),
      );
      expect(acting((result as PromiseFulfilledResult<KnownUser>).value, true, at(1)).isStaff).toBe(false);
      expect(await row('raced')).toMatchObject({ is_staff: false, groups: [] });
    });

    it('are not made anew by an older token that waited for their rename', async () => {
      const { id } = await users.signIn('moving', {}, at(0));
      const result = await during(
        async (transaction) => {
          await transaction.run(setUsername, [id, 'moved']);
          await transaction.run(noteNameChange, [['moving', 'moved'], null]);
        },
        () => newProcess().signIn('moving', { fullName: 'Me' }, at(1)),
      );
      expect(result).toMatchObject({
        status: 'rejected',
        reason: new InvalidTokenError(),
      });
      expect(await row('moving')).toBeUndefined();
      expect(await row('moved')).toMatchObject({ full_name: '' });
    });

    it('do not give their number to an older token that waited for a newer one', async () => {
      jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      await users.signIn('numbered', { lmsUserId: 25 }, at(0));
      const result = await during(
        (transaction) =>
          settle(
            transaction,
            { username: 'numbered', claims: { lmsUserId: 26 }, issuedAt: at(9) },
            { refuseInactiveUsers: false },
          ),
        () => newProcess().signIn('numbered', { lmsUserId: 27 }, at(5)),
      );
      expect(result.status).toBe('rejected');
      expect((await row('numbered')).lms_user_id).toBe('26');
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

    it('is of one user when many claim it at once, and the tokens of the others are refused', async () => {
      const claims = Array.from({ length: 8 }, (_, index) =>
        newProcess().signIn(`claimant${index}`, { lmsUserId: 31 }, at(0)),
      );
      const results = await Promise.allSettled(claims);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(NotAuthenticatedError);
      }
      const made = await test.dataSource.query(
        `select lms_user_id from users where username like 'claimant%'`,
      );
      expect(made).toEqual([{ lms_user_id: '31' }]);
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
      test.database.transaction(async (transaction) => {
        const learner = await users.findOrCreateLearner(transaction, username);
        await users.keepLmsUserId(transaction, { ...learner, lms_user_id: null }, lmsUserId);
        return learner;
      });

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
    const upsert = async (description: Parameters<UsersService['upsertUser']>[1]) =>
      (await test.database.transaction((transaction) => users.upsertUser(transaction, description))).result;
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

    it('are inactive by description, or deactivated, which ends with activity', async () => {
      const activity = async () =>
        (
          await test.dataSource.query<{ is_active: boolean; deactivated: boolean }[]>(
            `select is_active, deactivated_at is not null as deactivated from users where username = 'idler'`,
          )
        )[0];
      expect(await upsert({ username: 'idler', active: false })).toBe('created');
      expect(await activity()).toEqual({ is_active: false, deactivated: false });
      expect(await upsert({ username: 'idler', deactivated: true })).toBe('changed');
      expect(await upsert({ username: 'idler', deactivated: true })).toBe('unchanged');
      expect(await activity()).toEqual({ is_active: false, deactivated: true });
      expect(await upsert({ username: 'idler', active: false })).toBe('unchanged');
      expect(await upsert({ username: 'idler', active: true })).toBe('changed');
      expect(await activity()).toEqual({ is_active: true, deactivated: false });
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
});
