import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg, { type ClientConfig, type PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DomainError } from '../errors/index.js';
import { currentDeadline, currentOrigin, type Deadline } from '../telemetry/index.js';
import { commitMarkOf } from './commit-mark.js';
import { deadlineAfter } from './no-answer-error.js';
import { ORIGIN_SETTING, originSetting } from './origin-setting.js';
import type { DatabasePool } from './pool.js';
import { type PoolUse, poolUseOf } from './pool-use.js';
import { runOn } from './run-on.js';
import { sqlStateOf } from './sql-state.js';
import type { Statement } from './statement.js';
import type { StatementRunner, Transaction } from './transaction.js';
import { spoilsConnection } from './trouble.js';

/** Longest wait for a commit. After it nobody knows whether it happened. */
const COMMIT_TIMEOUT_MS = 5000;

/** Longest transaction outside of requests that names no limit. */
const TRANSACTION_TIMEOUT_MS = 60_000;

export interface TransactionOptions {
  /** Returns the result of the work, but rolls back its changes. */
  readonly dryRun?: boolean;
  /** Lets it take this time, whoever leaves; the limits of the session do not count. For work outside of requests. */
  readonly timeoutMs?: number;
  /** Why, as the caller says. The audit log keeps it with each row of the transaction. */
  readonly reason?: string | undefined;
}

/** The service's access to its PostgreSQL. */
@Injectable()
export class Database implements StatementRunner {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** TypeORM's repositories and query builder, outside of a transaction. */
  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  /** The pool's settings, for callers that need a connection of their own. */
  get connection(): ClientConfig {
    return this.pool.options;
  }

  get poolUse(): PoolUse {
    return poolUseOf(this.pool);
  }

  /**
   * Runs a statement for as long as the caller of the request waits.
   * @param timeoutMs the longest wait instead, whoever leaves: for work that belongs to no single request
   */
  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
    timeoutMs?: number,
  ): Promise<Row[]> {
    const { pool } = this;
    const { deadline, own } = waitOf(timeoutMs, pool.limits?.statementMs);
    try {
      return await pool.run(statement, params, deadline);
    } catch (error) {
      if (deadline?.ended !== undefined) throw deadline.ended;
      // pg's own stack begins at the socket; this one leads to the caller.
      Error.captureStackTrace(error as Error);
      throw error;
    } finally {
      own?.finish();
    }
  }

  /**
   * Runs a use case in one transaction: commits when `work` resolves, rolls back when it throws, or when the caller of
   * the request leaves before the commit. It uses a connection of the pool, since TypeORM's query runner spends more
   * time on events and bookkeeping than on the statements.
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    { dryRun = false, timeoutMs, reason }: TransactionOptions = {},
  ): Promise<T> {
    const { pool } = this;
    const { deadline, own } = waitOf(timeoutMs, pool.limits && TRANSACTION_TIMEOUT_MS);
    let broken: Error | undefined;
    let committing = false;
    const { client, use } = await pool.takeUse(deadline);
    try {
      await client.query(beginFor(originSetting({ reason }), timeoutMs));
      const transaction = new OpenTransaction(client, this.dataSource, deadline);
      const result = await work(transaction);
      if (!dryRun) await commitMarkOf(transaction.origin)?.(transaction);
      use?.keep();
      committing = true;
      const end = { text: dryRun ? 'rollback' : 'commit', query_timeout: COMMIT_TIMEOUT_MS };
      await client.query(end);
      if (!dryRun) transaction.committed();
      return result;
    } catch (error) {
      // Without an SQLSTATE only the commit tells of the connection: other errors may come from the work itself.
      if (sqlStateOf(error) === undefined ? committing : spoilsConnection(error)) broken = error as Error;
      if (!committing) {
        await client.query('rollback').catch((reason: unknown) => {
          broken ??= reason as Error;
        });
      }
      throw error instanceof DomainError ? error : (deadline?.ended ?? error);
    } finally {
      own?.finish();
      // The pool discards a broken connection.
      client.release(broken);
    }
  }

  private get pool(): DatabasePool {
    return (this.dataSource.driver as unknown as { master: DatabasePool }).master;
  }
}

interface Wait {
  readonly deadline: Deadline | undefined;
  readonly own: Deadline | undefined;
}

class OpenTransaction implements Transaction {
  readonly origin = currentOrigin();
  private runner: QueryRunner | undefined;
  private readonly followUps: (() => void)[] = [];

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
    private readonly deadline: Deadline | undefined,
  ) {}

  afterCommit(work: () => void): void {
    this.followUps.push(work);
  }

  committed(): void {
    for (const work of this.followUps) work();
  }

  /** Created on first use, since most use cases run statements only. */
  get manager(): EntityManager {
    // Makes TypeORM's query runner use our connection, which is already in a transaction.
    this.runner ??= Object.assign(this.dataSource.createQueryRunner(), {
      databaseConnection: this.client,
      isTransactionActive: true,
      transactionDepth: 1,
    });
    return this.runner.manager;
  }

  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
  ): Promise<Row[]> {
    // A caller who left while nothing ran here gets no further statement.
    if (this.deadline?.ended !== undefined) throw this.deadline.ended;
    try {
      return await new Promise((resolve, reject) => {
        runOn(this.client, statement, params, (error, rows) => {
          if (error === undefined) resolve(rows);
          else reject(error);
        });
      });
    } catch (error) {
      Error.captureStackTrace(error as Error);
      throw error;
    }
  }
}

/**
 * How long a piece of work may take: as long as the caller of the request waits, unless it belongs to no request or names
 * a time itself. Then the deadline is its `own`, to be finished with the work.
 */
function waitOf(timeoutMs: number | undefined, usualMs: number | undefined): Wait {
  const current = timeoutMs === undefined ? currentDeadline() : undefined;
  if (current !== undefined) return { deadline: current, own: undefined };
  const own = deadlineAfter(timeoutMs ?? usualMs);
  return { deadline: own, own };
}

/** Begins a transaction in one round trip: with its origin for the audit log, and perhaps with limits of its own. */
function beginFor(origin: string, timeoutMs: number | undefined): string {
  const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  return [
    'begin',
    `set local ${ORIGIN_SETTING} = ${pg.escapeLiteral(origin)}`,
    ...(timeoutMs === undefined ? [] : limits.map((name) => `set local ${name} = ${Math.ceil(timeoutMs)}`)),
  ].join('; ');
}
