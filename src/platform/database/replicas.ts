import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { currentDeadline } from '../telemetry/index.js';
import { Database } from './database.js';
import type { StatementRunner } from './transaction.js';
import { DatabaseOptions } from './database-options.js';
import { NoAnswerError } from './no-answer-error.js';
import type { PoolUse } from './pool-use.js';
import { Replica } from './replica.js';
import { sqlStateOf } from './sql-state.js';
import type { Statement } from './statement.js';
import { databaseTrouble } from './trouble.js';

/** A replica in the figures of this process. */
export interface ReplicaState extends PoolUse {
  readonly isUp: boolean;
}

/** Read replicas, used in turn, for reads that may lag. If one does not answer, or there are none, the primary does. */
@Injectable()
export class Replicas implements StatementRunner, OnApplicationShutdown {
  private readonly logger = new Logger(Replicas.name);
  private readonly replicas: readonly Replica[];
  private turn = 0;

  constructor(
    { replicaUrls, limits }: DatabaseOptions,
    private readonly database: Database,
  ) {
    this.replicas = replicaUrls.map((url, place) => new Replica(`Read replica ${place + 1}`, url, limits));
  }

  async run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
  ): Promise<Row[]> {
    const replica = this.next();
    if (replica === undefined) return this.database.run(statement, params);
    const request = currentDeadline();
    try {
      return await replica.run(statement, params, request);
    } catch (error) {
      if (request?.ended !== undefined) throw request.ended;
      const sqlState = sqlStateOf(error);
      // An error of the statement itself would occur on the primary, too.
      if (sqlState?.startsWith('22')) throw error;
      if (error instanceof NoAnswerError || databaseTrouble(error) === 'unreachable') replica.leave(sqlState);
      else this.logger.warn({ message: 'A read replica failed; the primary answers', sqlState });
      return this.database.run(statement, params);
    }
  }

  /** In the order of `DATABASE_REPLICA_URLS`. */
  get states(): ReplicaState[] {
    return this.replicas.map((replica) => ({ ...replica.poolUse, isUp: replica.isUp }));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
  }

  /** The next one in turn that answers. */
  private next(): Replica | undefined {
    const up = this.replicas.filter(({ isUp }) => isUp);
    return up[this.turn++ % up.length];
  }
}
