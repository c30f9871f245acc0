import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Waits until so many statements in the database of the test wait for a lock that another transaction holds. */
export async function untilLocked(dataSource: DataSource, count = 1): Promise<void> {
  const waiting = () =>
    dataSource.query<unknown[]>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  while ((await waiting()).length < count) await delay(10);
}
