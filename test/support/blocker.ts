import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Backends of this database that wait for a lock. */
const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/**
 * Another program's transaction, which holds a lock for as long as the test likes. It looks at the others from a connection
 * without a transaction: within one PostgreSQL repeats what the first look at `pg_stat_activity` has found.
 */
export class Blocker {
  private readonly holder: pg.Client;
  private readonly watcher: pg.Client;

  constructor(connectionString: string) {
    this.holder = new pg.Client({ connectionString });
    this.watcher = new pg.Client({ connectionString });
  }

  /** @param mode by default nobody can read the table either */
  async lock(table: string, mode: 'access exclusive' | 'share' = 'access exclusive'): Promise<void> {
    await Promise.all([this.holder.connect(), this.watcher.connect()]);
    await this.holder.query(`begin; lock table ${table} in ${mode} mode`);
  }

  /** Waits until somebody waits for the lock. */
  async untilSomebodyWaits(): Promise<void> {
    while ((await this.watcher.query(WAITING)).rowCount === 0) await delay(10);
  }

  /** Waits until nobody waits for the lock, which is still held. */
  async untilNobodyWaits(): Promise<void> {
    while ((await this.watcher.query(WAITING)).rowCount !== 0) await delay(10);
  }

  async release(): Promise<void> {
    await Promise.all([this.holder.end(), this.watcher.end()]);
  }
}
