import type { EntityManager } from 'typeorm';
import type { Origin } from '../telemetry/index.js';
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
