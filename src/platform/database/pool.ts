import pg, { type PoolClient, type PoolConfig } from 'pg';
import { currentDeadline, type Deadline } from '../telemetry/index.js';
import { ConnectionUse, type Taken } from './connection-use.js';
import { runOn } from './run-on.js';
import type { Statement } from './statement.js';
import type { TimeLimits } from './time-limits.js';
import { spoilsConnection } from './trouble.js';

export interface DatabasePoolConfig extends PoolConfig {
  readonly limits?: TimeLimits | undefined;
}

/** A wait for a cancelled statement where the pool has no limits. */
const CANCEL_MS = 1000;

/**
 * pg's pool, whose connections belong to the request that takes one: they are free again when its deadline ends.
 * TypeORM takes its connections here, too.
 */
export class DatabasePool extends pg.Pool {
  readonly limits: TimeLimits | undefined;

  constructor(config: DatabasePoolConfig = {}) {
    super(config);
    this.limits = config.limits;
    // Nobody else listens to a connection in use, and an unheard error would end the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Taken): void;
  override connect(callback?: Taken): Promise<PoolClient> | undefined {
    if (callback === undefined) return this.takeUse(currentDeadline()).then(({ client }) => client);
    this.take(currentDeadline(), callback);
    return undefined;
  }

  /** Takes a connection for as long as the deadline lasts. */
  takeUse(deadline: Deadline | undefined): Promise<{ client: PoolClient; use: ConnectionUse | undefined }> {
    return new Promise((resolve, reject) => {
      const use = this.take(deadline, (error, client, release) => {
        if (client === undefined) {
          reject(error!);
          return;
        }
        client.release = release;
        resolve({ client, use });
      });
    });
  }

  /** Runs one statement on any connection. */
  run<Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    params: Params,
    deadline: Deadline | undefined,
  ): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.take(deadline, (failure, client, release) => {
        if (client === undefined) {
          reject(failure!);
          return;
        }
        runOn(client, statement, params, (error, rows) => {
          release(error !== undefined && spoilsConnection(error) ? error : undefined);
          if (error === undefined) resolve(rows);
          else reject(error);
        });
      });
    });
  }

  private take(deadline: Deadline | undefined, taken: Taken): ConnectionUse | undefined {
    if (deadline === undefined) {
      super.connect(taken);
      return undefined;
    }
    if (deadline.ended !== undefined) {
      taken(deadline.ended, undefined, () => undefined);
      return undefined;
    }
    const use = new ConnectionUse(deadline, this.limits?.cancelMs ?? CANCEL_MS, taken);
    super.connect((error, client, giveBack) => use.begin(error, client, giveBack));
    return use;
  }
}
