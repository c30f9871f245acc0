import { setTimeout as delay } from 'node:timers/promises';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import type { TestApp } from './test-app.js';

/**
 * Makes all due deliveries, and those that become due by that, as a worker would. The application has `ROLE=api`,
 * which leaves the outbox alone: so the test decides when.
 */
export async function deliverOutbox({ app, database, dataSource }: TestApp): Promise<void> {
  const options = Object.assign(new OutboxOptions(), app.get(OutboxOptions, { strict: false }), {
    enabled: true,
    pollMs: 300_000,
    // A failed delivery must not become due again before this returns.
    retryBaseMs: 3_600_000,
    random: () => 1,
  });
  const relay = new OutboxRelay(database, app.get(SubscriberRegistry, { strict: false }), options);
  relay.start();
  for (let open = true; open;) {
    await delay(10);
    const [row] = await dataSource.query<[{ open: boolean }]>(
      `select exists (select from outbox where state = 'leased' or state = 'ready' and run_at <= now()) as open`,
    );
    open = row.open;
  }
  await relay.stop();
}
