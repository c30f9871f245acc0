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

/** An open transaction: statements and TypeORM's manager on the same connection. */
export interface Transaction extends StatementRunner {
  /** The request and the caller that this work is done for. */
  readonly origin: Origin;
  readonly manager: EntityManager;
  /** Runs `work` once the transaction has committed; never, if it does not. It must neither wait nor throw. */
  afterCommit(work: () => void): void;
}

/** The service's way to its PostgreSQL. */
@Injectable()
export class Database implements StatementRunner {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** TypeORM's repositories and query builder, outside of a transaction. */
  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  /** How the pool connects, for what needs a connection of its own. */
  get connection(): ClientConfig {
    return this.pool.options;
  }

  get poolUse(): PoolUse {
    return poolUseOf(this.pool);
  }

  /** @param limit as of `runOn`, for what must not hang with a database that has gone silent */
  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
    limit?: number,
  ): Promise<Row[]> {
    return runOn(this.pool, statement, params, limit);
  }

  /**
   * One transaction a use case: committed when `work` resolves, rolled back when it throws. On a connection of the pool
   * and not on TypeORM's query runner, which spends more time on events and bookkeeping than on the statements.
   * @param options `dryRun`: resolves with what `work` found, but rolls back what it did
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>, { dryRun = false } = {}): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // Outside of the pool nobody else listens, and an error that nobody hears ends the process.
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
      // The pool throws a broken connection away.
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

  /** Made when it is first asked for, since most use cases run statements only. */
  get manager(): EntityManager {
    // A query runner of TypeORM that has its connection, in a transaction, already.
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
