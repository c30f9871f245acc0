import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { findUser } from '../../src/identity/users/users.sql.js';
import { readDemand } from '../../src/webhooks/demand.sql.js';
import { wakeRelays } from '../../src/platform/outbox/outbox.sql.js';

/**
 * Counts the statements that the application sends to PostgreSQL while `work` runs. It must have `ROLE=api`: a worker
 * looks for due deliveries every few seconds, over the same connections. Three statements come by chance and do not
 * count: the wake-up of relays, which an earlier request may still be sending, look-ups of the caller, which are
 * repeated for a new token and after some seconds, and the look which events webhooks want, twice a second. `ofCaller` counts the look-ups.
 */
export async function countStatements(
  dataSource: DataSource,
  work: () => Promise<unknown>,
  { ofCaller = false } = {},
): Promise<number> {
  const { master } = dataSource.driver as unknown as { master: Pool };
  const notCounted: (string | undefined)[] = [
    wakeRelays.name,
    readDemand.name,
    ...(ofCaller ? [] : [findUser.name]),
  ];
  let count = 0;
  const restore: (() => void)[] = [];
  const watch = (client: PoolClient) => {
    const original = client.query.bind(client);
    // pg's overloads are many; here each call is one statement.
    client.query = ((...parameters: unknown[]) => {
      const [statement] = parameters as [{ name?: string }];
      if (!notCounted.includes(statement.name)) count += 1;
      return (original as (...rest: unknown[]) => unknown)(...parameters);
    }) as typeof client.query;
    restore.push(() => {
      client.query = original;
    });
  };
  const acquired = new WeakSet<PoolClient>();
  const onAcquire = (client: PoolClient) => {
    if (acquired.has(client)) return;
    acquired.add(client);
    watch(client);
  };
  master.on('acquire', onAcquire);
  try {
    await work();
    return count;
  } finally {
    master.off('acquire', onAcquire);
    for (const undo of restore) undo();
  }
}
