import { Logger } from '@nestjs/common';
import pg from 'pg';
import { Deadline } from '../telemetry/index.js';
import { connectionOptions } from './connection-options.js';
import { deadlineAfter, NoAnswerError } from './no-answer-error.js';
import { DatabasePool } from './pool.js';
import { type PoolUse, poolUseOf } from './pool-use.js';
import type { Statement } from './statement.js';
import type { TimeLimits } from './time-limits.js';

/** Share of a request's time that a replica may take. The rest is for the primary. */
const PART_OF_STATEMENT = 0.3;

/** The first and the longest pause between two looks at a replica that is away. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** One read replica. When it does not answer it is left alone, and asked in the background until it does. */
export class Replica {
  private readonly logger = new Logger(Replica.name);
  private readonly config: pg.PoolConfig & { readonly limits: TimeLimits };
  private readonly answerMs: number;
  private pool: DatabasePool;
  /** Ends when the replica is found not to answer; there is a new one once it answers again. */
  private answering = new Deadline();
  private nextLook: NodeJS.Timeout | undefined;
  private closed = false;

  /** @param name for the log and the metrics: an address may hold a password */
  constructor(
    readonly name: string,
    connectionString: string,
    limits: TimeLimits,
  ) {
    this.answerMs = Math.round(PART_OF_STATEMENT * limits.statementMs);
    this.config = {
      ...connectionOptions(limits),
      connectionString,
      connectionTimeoutMillis: this.answerMs,
      limits,
    };
    this.pool = this.openPool();
  }

  get isUp(): boolean {
    return this.answering.ended === undefined;
  }

  get poolUse(): PoolUse {
    return poolUseOf(this.pool);
  }

  /** @throws NoAnswerError when it is silent; 57014 when it has cancelled a slow statement */
  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
    request: Deadline | undefined,
  ): Promise<Row[]> {
    const { answering } = this;
    const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
    const wait = deadlineAfter(this.answerMs);
    const withRequest = { stop: (reason: Error) => wait.end(reason) };
    const withReplica = {
      stop: (reason: Error) => {
        wait.end(reason);
        reject(reason);
      },
    };
    request?.watch(withRequest);
    answering.watch(withReplica);
    this.pool.run(statement, params, wait).then(resolve, reject);
    try {
      return await promise;
    } finally {
      wait.finish();
      answering.unwatch(withReplica);
      request?.unwatch(withRequest);
    }
  }

  /** Takes it out of use until it answers again. Everybody who waits for it turns to the primary at once. */
  leave(sqlState: string | undefined): void {
    if (!this.isUp || this.closed) return;
    this.logger.warn({ message: `${this.name} does not answer; the primary does its work`, sqlState });
    const left = this.pool;
    this.pool = this.openPool();
    this.answering.end(new NoAnswerError());
    // Its connections close when the last wait has given them back.
    left.end().catch(() => undefined);
    this.lookLater(FIRST_PAUSE_MS);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.nextLook);
    await this.pool.end();
  }

  private lookLater(pauseMs: number): void {
    if (this.closed) return;
    this.nextLook = setTimeout(() => void this.look(pauseMs), pauseMs).unref();
  }

  private async look(pauseMs: number): Promise<void> {
    if (!(await this.answers())) {
      this.lookLater(Math.min(2 * pauseMs, LONGEST_PAUSE_MS));
      return;
    }
    if (this.closed) return;
    this.answering = new Deadline();
    this.logger.log(`${this.name} answers again`);
  }

  private async answers(): Promise<boolean> {
    const wait = deadlineAfter(this.answerMs);
    try {
      const { client } = await this.pool.takeUse(wait);
      try {
        await client.query('select');
        client.release();
        return true;
      } catch (error) {
        client.release(error as Error);
        return false;
      }
    } catch {
      return false;
    } finally {
      wait.finish();
    }
  }

  private openPool(): DatabasePool {
    const pool = new DatabasePool(this.config);
    // An idle connection that breaks must not end the process.
    return pool.on('error', () => undefined);
  }
}
