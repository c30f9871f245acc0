import { describe, expect, it } from '@jest/globals';
import { OutboxService } from '../../src/platform/outbox/index.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import { TEST_OPTIONS, TEST_TOPIC, useTestOutbox } from '../support/outbox.js';
import { until } from '../support/webhook-stage.js';

interface Lanes {
  readonly delivered: string[];
  readonly registry: SubscriberRegistry;
}

describe('a subscriber with lanes', () => {
  const outbox = useTestOutbox();

  /** Lane `hung` never ends; `narrow` has one place. */
  function lanes(inDemand = () => true): Lanes & { readonly service: OutboxService; most: () => number } {
    const delivered: string[] = [];
    let [running, most] = [0, 0];
    const registry = new SubscriberRegistry();
    registry.add(
      { name: 'post', topic: TEST_TOPIC, laned: true },
      {
        inDemand,
        placesOf: (lane) => (lane === 'narrow' ? 1 : 2),
        deliver: async ({ subscriber, dedupeKey }, signal) => {
          if (subscriber === 'post:hung')
            return new Promise((_, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason as Error)),
            );
          running += 1;
          if (subscriber === 'post:narrow') most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          delivered.push(`${subscriber} ${dedupeKey}`);
        },
      },
    );
    const service = new OutboxService(outbox.database, registry);
    return { delivered, registry, service, most: () => most };
  }

  const publish = (service: OutboxService, lane: string, keys: readonly string[]) =>
    outbox.database.transaction((transaction) =>
      service.publishAll(
        transaction,
        keys.map((key) => ({ topic: TEST_TOPIC, key, lane, payload: {} })),
      ),
    );

  const keysOf = (lane: string) => Array.from({ length: 20 }, (_, number) => `${lane}-${number}`);

  it('delivers each lane in places of its own, so one that hangs holds up no other', async () => {
    const { delivered, registry, service, most } = lanes();
    const relay = new OutboxRelay(
      outbox.database,
      registry,
      Object.assign({}, TEST_OPTIONS, { graceMs: 10 }),
    );
    relay.start();
    for (const lane of ['hung', 'narrow', 'other']) await publish(service, lane, keysOf(lane));
    await until(() => Promise.resolve(delivered.length === 40 || undefined));
    expect(most()).toBe(1);
    const rows = await outbox.rows();
    const hung = rows.filter(({ subscriber }) => subscriber === 'post:hung');
    expect(hung.map(({ state }) => state).filter((state) => state === 'leased')).toHaveLength(2);
    await relay.stop();
    expect(relay.attempts.of('post', 'done')).toBe(40);
  });

  it('finds lanes that another process has published', async () => {
    await publish(lanes().service, 'other', ['a', 'b']);
    const { delivered, registry } = lanes();
    expect(registry.names).toEqual([]);
    const relay = new OutboxRelay(outbox.database, registry, TEST_OPTIONS);
    relay.start();
    await until(() => Promise.resolve(delivered.length === 2 || undefined));
    expect(registry.names).toEqual(['post:other']);
    await relay.stop();
  });

  it('writes no row while nobody cares, and repeats what was delivered', async () => {
    let cares = false;
    const { delivered, registry, service } = lanes(() => cares);
    expect(await publish(service, 'other', ['a'])).toBe(0);
    expect(await service.isAwaited(outbox.database, TEST_TOPIC)).toBe(false);
    cares = true;
    expect(await publish(service, 'other', ['a'])).toBe(1);
    const relay = new OutboxRelay(outbox.database, registry, TEST_OPTIONS);
    relay.start();
    const [row] = await outbox.rows();
    await outbox.until(row!.id, ({ state }) => state === 'done');
    const repeat = () =>
      outbox.database.transaction((transaction) => service.repeat(transaction, [row!.id, row!.id + 1000]));
    expect(await repeat()).toEqual(new Set([row!.id]));
    await until(() => Promise.resolve(delivered.length === 2 || undefined));
    expect(delivered).toEqual(['post:other test:a', 'post:other test:a']);
    await relay.stop();
  });
});
