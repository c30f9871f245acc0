import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Waits until a statement in the database of the test waits for a lock that another transaction holds. */
export async function untilLocked(dataSource: DataSource): Promise<void> {
  const waiting = () =>
    dataSource.query<unknown[]>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  while ((await waiting()).length === 0) await delay(10);
}
