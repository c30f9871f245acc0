import { afterEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { TestApp } from '../support/test-app.js';
import { certificateEntry, GROUP, RUN, STREAM, until, useEventStage } from '../support/event-stage.js';
import { describeWithRedis } from '../support/redis-server.js';

const TIME = '2026-11-20T08:30:15Z';

describeWithRedis('an event bus with trouble', () => {
  // The application of the stage leaves the bus alone: each test starts those that read it.
  const stage = useEventStage({ ROLE: 'api' });
  const workers: TestApp[] = [];

  const work = async (consumer: string, group = GROUP) => {
    const names = { EVENT_BUS_CONSUMER: consumer, EVENT_BUS_GROUP: group };
    const worker = await stage.another({ ROLE: 'worker', ...names });
    workers.push(worker);
    return worker;
  };

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  });

  const awarded = async (username: string) => (await stage.credentialsOf(username))[RUN] === 'awarded';

  it('gives a new group the entries from before it', async () => {
    await stage.redis.add(STREAM, certificateEntry({ username: 'early_learner', time: TIME }));
    await work('first', 'another-group');
    await until(() => awarded('early_learner'));
  });

  it('has what a dead worker took and did not acknowledge handled by another one', async () => {
    await work('lives');
    await until(async () => (await stage.open()) === 0);
    const entry = certificateEntry({ username: 'left_learner', time: TIME });
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await stage.redis.add(STREAM, entry);
    await stage.take('dead');
    await work('lives');
    await until(() => awarded('left_learner'));
    await stage.settled();
  });

  it('gives a worker that comes back what it had taken before', async () => {
    await work('again');
    await until(async () => (await stage.open()) === 0);
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await stage.redis.add(STREAM, certificateEntry({ username: 'own_learner', time: TIME }));
    await stage.take('again');
    await work('again');
    await until(() => awarded('own_learner'));
  });

  it('goes on behind an entry that was trimmed while a worker had it', async () => {
    const id = await stage.redis.add(STREAM, certificateEntry({ username: 'lost_learner', time: TIME }));
    await stage.take('trimmed');
    await stage.redis.command('XDEL', STREAM, id);
    await work('trimmed');
    await stage.redis.add(STREAM, certificateEntry({ username: 'next_learner', time: TIME }));
    await until(() => awarded('next_learner'));
    await until(async () => ((await stage.redis.command('XPENDING', STREAM, GROUP)) as number[])[0] === 0);
  });

  it('says that an entry was trimmed while a dead worker had it', async () => {
    const isTold = /redis_version:(?:[7-9]|\d\d)/.test(String(await stage.redis.command('INFO', 'server')));
    // Redis before 7 does not tell which ones have gone.
    if (!isTold) return;
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const id = await stage.redis.add(STREAM, certificateEntry({ username: 'gone_learner', time: TIME }));
    await stage.take('dead');
    await stage.redis.command('XDEL', STREAM, id);
    await work('lives');
    await until(() => error.mock.calls.length > 0);
    expect(error).toHaveBeenCalledWith({
      message: 'An entry of the event bus was trimmed before it was handled',
      position: id,
    });
    error.mockRestore();
  });

  it('hears again after Redis was away and came back empty, and never makes the service unready', async () => {
    const worker = await work('patient');
    await until(async () => (await stage.open()) === 0);
    await stage.redis.end();
    await until(async () =>
      /^event_bus_reading\{[^}]*\} 0$/m.test((await worker.request.get('/metrics')).text),
    );
    await worker.request.get('/readyz').expect(200);
    await stage.redis.begin();
    await stage.redis.add(STREAM, certificateEntry({ username: 'later_learner', time: TIME }));
    await until(() => awarded('later_learner'));
  });

  it('shares its entries among workers, and waits for a database that is slow', async () => {
    await Promise.all([work('one'), work('other')]);
    const lock = stage.test.dataSource.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table event_inbox in access exclusive mode');
    for (let n = 0; n < 30; n += 1)
      await stage.redis.add(STREAM, certificateEntry({ username: `many_${n}`, time: TIME }));
    await until(async () => ((await stage.redis.command('XPENDING', STREAM, GROUP)) as number[])[0]! > 0);
    await lock.rollbackTransaction();
    await lock.release();
    await until(async () => (await stage.open()) === 0);
    const [row] = await stage.sql<{ count: number }>(
      `select count(*)::int as count from users where username ~ '^many_'`,
    );
    expect(row!.count).toBe(30);
  });
});
