import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UserCache } from '../../src/identity/users/user-cache.js';
import { UsersService } from '../../src/identity/users/users.service.js';
import { OutboxService } from '../../src/platform/outbox/index.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import { useOpenDatabase } from '../support/open-database.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

describe('users in the memory of a process', () => {
  const test = useOpenDatabase();
  let users: UsersService;

  beforeAll(() => {
    const outbox = new OutboxService(test.database, new SubscriberRegistry());
    users = new UsersService(
      test.database,
      new UserCache(test.database),
      { refuseInactiveUsers: false },
      outbox,
    );
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

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
