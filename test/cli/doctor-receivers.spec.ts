import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Env } from '../../src/config/index.js';
import { useDoctor } from '../support/doctor-stage.js';
import { certificateEntry, GROUP, STREAM } from '../support/event-stage.js';
import { freePort } from '../support/free-port.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';

const stage = useDoctor();
const { doctor } = stage;

describe('cli doctor about webhooks', () => {
  beforeEach(() => stage.dataSource.query('delete from webhook'));

  /** @param because why it is disabled; undefined: it is enabled */
  const addWebhook = async (because?: string): Promise<number> => {
    const [row] = await stage.dataSource.query<[{ id: number }]>(
      `insert into webhook (uuid, url, events, programs, organizations, secret, enabled, disabled_because, disabled_at)
       values (gen_random_uuid(), 'https://hooks.example.org/', '{awarded}', '{}', '{}', 'whsec_' || repeat('A', 43) || '=',
               $1::text is null, $1::text, case when $1::text is not null then now() end)
       returning id`,
      [because ?? null],
    );
    return row.id;
  };

  it('says that there is none, and counts those that work; those that staff disabled need nobody', async () => {
    expect((await doctor()).out).toMatch(/^ok +webhooks +none is enabled$/m);
    await addWebhook();
    await addWebhook('staff');
    expect((await doctor()).out).toMatch(/^ok +webhooks +1 receiver takes its events$/m);
  });

  it('notes those that fail, and those that the service has disabled', async () => {
    await addWebhook();
    const failing = await addWebhook();
    await stage.dataSource.query(
      'insert into webhook_health (webhook_id, failing_since) values ($1, now())',
      [failing],
    );
    await addWebhook('gone');
    await addWebhook('failures');
    const { code, out } = await doctor();
    expect(code).toBe(0);
    expect(out).toMatch(
      /^note +webhooks +1 receiver takes its events; failing: 1; disabled by the service: 2\n +-> the list of webhooks/m,
    );
  });
});

describe('cli doctor about the event bus', () => {
  it('says that none is set', async () => {
    expect((await doctor()).out).toMatch(/^ok +event bus +none is set: the LMS calls the service$/m);
  });

  it('fails for a bus that does not answer, and never prints its password', async () => {
    const { code, out, err } = await doctor({
      EVENT_BUS_URL: `redis://:hidden-word@127.0.0.1:${await freePort()}`,
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED +event bus +Redis takes no connection \(.+\)\n +-> .*EVENT_BUS_URL$/m);
    expect(out + err).not.toContain('hidden-word');
  });
});

describeWithRedis('cli doctor about an event bus on Redis', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
  });

  afterAll(() => redis.close());

  const settings = (): Env => ({ EVENT_BUS_URL: redis.url, EVENT_BUS_TOPIC_PREFIX: 'dev' });

  it('says that it answers, and which part the installation takes in it', async () => {
    const { out } = await doctor({ ...settings(), EVENT_BUS_CONSUME: 'off', EVENT_BUS_PRODUCE: 'off' });
    expect(out).toMatch(
      /^ok +event bus +Redis at .+ answers; nothing is read \(EVENT_BUS_CONSUME\); nothing is written \(EVENT_BUS_PRODUCE\)$/m,
    );
  });

  it('notes a topic that nobody has ever written to, as with a misspelt prefix', async () => {
    const other = { ...settings(), EVENT_BUS_TOPIC_PREFIX: 'misspelt' };
    const expected =
      /^note +event bus +Redis at .+ answers; nobody has ever written to misspelt-learning-.+\n +-> set EVENT_BUS_TOPIC_PREFIX/m;
    expect((await doctor(other)).out).toMatch(expected);
    // A worker makes the stream when it begins to read.
    const stream = 'misspelt-learning-certificate-lifecycle';
    await redis.command('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM');
    expect((await doctor(other)).out).toMatch(expected);
  });

  it('counts what a group that is not there yet will read', async () => {
    const fields = certificateEntry({ username: 'early_learner', time: '2026-11-20T08:30:15Z' }).flat();
    await redis.command('XADD', 'new-learning-certificate-lifecycle', '*', ...fields);
    expect((await doctor({ ...settings(), EVENT_BUS_TOPIC_PREFIX: 'new' })).out).toMatch(
      /^ok +event bus +Redis at .+ answers; 1 entry is still to be read from new-learning-certificate-lifecycle$/m,
    );
  });

  it('notes entries that a worker has read long ago and not acknowledged', async () => {
    const fields = certificateEntry({ username: 'late_learner', time: '2026-11-20T08:30:15Z' }).flat();
    const written = String(Date.now() - 7 * 60_000);
    await redis.command('XADD', STREAM, `${written}-0`, ...fields);
    await redis.command('XGROUP', 'CREATE', STREAM, GROUP, '0');
    await redis.command('XREADGROUP', 'GROUP', GROUP, 'dead', 'STREAMS', STREAM, '>');
    const { code, out } = await doctor(settings());
    expect(code).toBe(0);
    expect(out).toMatch(
      /^note +event bus +Redis at .+ answers; .*1 were read and not acknowledged, the oldest 7 minutes ago\n +-> start a process/m,
    );
  });
});
