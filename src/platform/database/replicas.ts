import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONNECTION_OPTIONS } from './connection-options.js';
import { Database, type StatementRunner } from './database.js';
import { DatabaseOptions } from './database-options.js';
import { type PoolUse, poolUseOf } from './pool-use.js';
import { runOn } from './run-on.js';
import { sqlStateOf } from './sql-state.js';
import type { Statement } from './statement.js';

/** Read replicas, used in turn, for reads that may lag. If one does not answer, or there are none, the primary does. */
@Injectable()
export class Replicas implements StatementRunner, OnApplicationShutdown {
  private readonly logger = new Logger(Replicas.name);
  private readonly pools: pg.Pool[];
  private turn = 0;

  constructor(
    { replicaUrls }: DatabaseOptions,
    private readonly database: Database,
  ) {
    this.pools = replicaUrls.map((connectionString) => {
      const pool = new pg.Pool({ ...CONNECTION_OPTIONS, connectionString, connectionTimeoutMillis: 3000 });
      // An idle connection that breaks must not end the process.
      return pool.on('error', () => undefined);
    });
  }

  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
  ): Promise<Row[]> {
    const pool = this.pools[this.turn++ % this.pools.length];
    if (pool === undefined) return this.database.run(statement, params);
    try {
      return await runOn(pool, statement, params);
    } catch (error) {
      const sqlState = sqlStateOf(error);
      // An error of the statement itself would occur on the primary, too.
      if (sqlState?.startsWith('22')) throw error;
      this.logger.warn({ message: 'A read replica failed; the primary answers', sqlState });
      return this.database.run(statement, params);
    }
  }

  /** In the order of `DATABASE_REPLICA_URLS`. */
  get poolUses(): PoolUse[] {
    return this.pools.map(poolUseOf);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end()));
  }
}
