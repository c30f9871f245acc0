import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { OperatorError } from '../errors/index.js';
import { BlockerWatch, type Say } from './blocker-watch.js';
import { queryRows } from './query-rows.js';
import { SqlState, sqlStateOf } from './sql-state.js';

/** Longest wait for a lock: whatever else wants the table queues behind that wait. */
const LOCK_TIMEOUT_MS = 1000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Longest time of the trials to get a lock. */
const PATIENCE_MS = 600_000;

/** Few enough to hold their row locks for a moment only. */
const BATCH_ROWS = 5000;

/** A step that takes longer says how far it is. */
const QUIET_MS = 5000;

const listeners = new WeakMap<QueryRunner, Say>();

/** Lets the steps of migrations on this connection say how far they are. */
export function letSteps(runner: QueryRunner, say: Say): void {
  listeners.set(runner, say);
}

/**
 * Changes big tables while others read and write them. A migration that uses it declares `transaction = false`, and each
 * step can run again after a break. See "A migration of a big table" in CONTRIBUTING.md.
 */
export class MigrationSteps {
  private readonly say: Say;

  constructor(private readonly runner: QueryRunner) {
    this.say = listeners.get(runner) ?? (() => undefined);
  }

  /** Tells the operator what a migration has changed. */
  tell(line: string): void {
    this.say(line);
  }

  /** Runs statements in a transaction that waits for each lock for a moment only, again and again until it gets all. */
  async briefly(...statements: string[]): Promise<void> {
    await this.transaction(async () => {
      for (const statement of statements) await this.runner.query(statement);
    });
  }

  /** As `briefly`, for any work on the connection. @throws OperatorError when others keep the lock for ten minutes */
  async transaction(work: () => Promise<unknown>): Promise<void> {
    const watch = new BlockerWatch(this.runner.dataSource, this.say);
    const end = performance.now() + PATIENCE_MS;
    try {
      await watch.start(this.runner);
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        if (await this.trial(work)) return;
        if (performance.now() > end) {
          throw new OperatorError(
            `A table stayed locked for ten minutes. ${watch.last} Run migrate again later.`,
          );
        }
        await delay(pause);
      }
    } finally {
      await watch.stop();
    }
  }

  /** @returns false if others had the locks */
  private async trial(work: () => Promise<unknown>): Promise<boolean> {
    await this.runner.startTransaction();
    try {
      await this.runner.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await work();
      await this.runner.commitTransaction();
      return true;
    } catch (error) {
      await this.runner.rollbackTransaction().catch(() => undefined);
      const state = sqlStateOf(error);
      if (state === SqlState.lockNotAvailable || state === SqlState.deadlockDetected) return false;
      throw error;
    }
  }

  /**
   * Runs an update over a table in the order of ids, each batch in a transaction of its own.
   * @param update a statement with the condition `id between $1 and $2`
   * @param key another column to go by, with an index
   */
  async inBatches(table: string, update: string, key = 'id'): Promise<void> {
    let told = performance.now();
    let done = 0;
    for (let after = '-9223372036854775808'; ;) {
      const [batch] = await queryRows<{ first: string; last: string | null; rows: number }>(
        this.runner,
        `select min(${key}) as first, max(${key}) as last, count(*)::int as rows
           from (select ${key} from ${table} where ${key} > $1::bigint order by ${key} limit ${BATCH_ROWS}) batch`,
        [after],
      );
      const { first, last, rows } = batch!;
      if (last === null) return;
      await this.runner.query(update, [first, last]);
      after = last;
      done += rows;
      if (performance.now() - told > QUIET_MS) {
        told = performance.now();
        this.say(`${table}: ${done} rows done`);
      }
    }
  }

  /**
   * Builds an index beside reads and writes. Replaces the rest of a broken attempt.
   * @param definition what follows the name, such as `on users (email)`
   */
  async indexConcurrently(name: string, definition: string, { unique = false } = {}): Promise<void> {
    const [found] = await queryRows<{ valid: boolean }>(
      this.runner,
      'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)',
      [name],
    );
    if (found?.valid === true) return;
    const watch = new BlockerWatch(this.runner.dataSource, this.say);
    try {
      await watch.start(this.runner);
      if (found !== undefined) await this.runner.query(`drop index concurrently ${name}`);
      // It waits for every older transaction, but nobody waits for it.
      await this.runner.query(`create ${unique ? 'unique ' : ''}index concurrently ${name} ${definition}`);
    } finally {
      await watch.stop();
    }
  }

  /** Adds a check. New rows must hold to it at once; the stored ones are read without keeping anybody out. */
  async check(
    table: string,
    name: string,
    condition: string,
    repair?: () => Promise<unknown>,
  ): Promise<void> {
    await this.constraint(table, name, `check (${condition})`, repair);
  }

  /** Adds a check or foreign key that reads the stored rows without keeping anybody out. @param repair runs before that */
  async constraint(
    table: string,
    name: string,
    definition: string,
    repair: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    const [found] = await queryRows(
      this.runner,
      'select from pg_constraint where conrelid = to_regclass($1) and conname = $2',
      [table, name],
    );
    if (found === undefined) {
      await this.briefly(`alter table ${table} add constraint ${name} ${definition} not valid`);
    }
    await repair();
    await this.briefly(`alter table ${table} validate constraint ${name}`);
  }
}
