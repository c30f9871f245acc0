import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ClientConfig, Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { currentOrigin, type Origin } from '../telemetry/index.js';
import { type PoolUse, poolUseOf } from './pool-use.js';
import { runOn } from './run-on.js';
import type { Statement } from './statement.js';

/** Runs named statements: on the pool, in a transaction, on a replica. */
export interface StatementRunner {
  run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
  ): Promise<Row[]>;
}

/** An open transaction. Statements and TypeORM's manager share its connection. */
export interface Transaction extends StatementRunner {
  /** The request and the caller behind this work. */
  readonly origin: Origin;
  readonly manager: EntityManager;
  /** Runs `work` after the commit, and never after a rollback. It must neither wait nor throw. */
  afterCommit(work: () => void): void;
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

  /** @param timeoutMs see `runOn`; for callers that must not hang when the database has gone silent */
  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
    timeoutMs?: number,
  ): Promise<Row[]> {
    return runOn(this.pool, statement, params, timeoutMs);
  }

  /**
   * Runs a use case in one transaction: commits when `work` resolves, rolls back when it throws. It uses a connection
   * of the pool, since TypeORM's query runner spends more time on events and bookkeeping than on the statements.
   * @param options `dryRun`: returns the result of `work`, but rolls back its changes
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>, { dryRun = false } = {}): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // Nobody else listens to a connection outside of the pool, and an unheard error would end the process.
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query('begin');
      const transaction = new OpenTransaction(client, this.dataSource);
      const result = await work(transaction);
      await client.query(dryRun ? 'rollback' : 'commit');
      if (!dryRun) transaction.committed();
      return result;
    } catch (error) {
      await client.query('rollback').catch((reason: unknown) => {
        broken ??= reason as Error;
      });
      throw error;
    } finally {
      client.off('error', onError);
      // The pool discards a broken connection.
      client.release(broken);
    }
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

class OpenTransaction implements Transaction {
  readonly origin = currentOrigin();
  private runner: QueryRunner | undefined;
  private readonly followUps: (() => void)[] = [];

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
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
    return runOn(this.client, statement, params);
  }
}
