import type { PoolClient } from 'pg';
import type { Deadline, Stoppable } from '../telemetry/index.js';
import { cancelStatement, destroyConnection } from './cancel-statement.js';

/** What pg's pool calls with a connection, or with the reason why there is none. */
export type Taken = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (error?: Error | boolean) => void,
) => void;

const nothing = () => undefined;

/**
 * A place in the queue of a pool, then a connection in use. When the deadline ends, the place is given up, or the
 * running statement is cancelled. The connection returns to the pool only when it is free: a pool that replaced
 * connections at once would let callers who come and go open as many as they like.
 */
export class ConnectionUse implements Stoppable {
  private taken: Taken | undefined;
  private client: PoolClient | undefined;
  private giveBack: (error?: Error | boolean) => void = nothing;
  private stopping: Promise<boolean> | undefined;
  private last: NodeJS.Timeout | undefined;

  constructor(
    private readonly deadline: Deadline,
    private readonly cancelMs: number,
    taken: Taken,
  ) {
    this.taken = taken;
    deadline.watch(this);
  }

  /** The pool's answer to the wish for a connection. */
  begin(
    error: Error | undefined,
    client: PoolClient | undefined,
    giveBack: (error?: Error | boolean) => void,
  ): void {
    const { taken } = this;
    this.taken = undefined;
    if (taken === undefined) {
      // The place was given up; the connection goes to the next in the queue.
      if (client !== undefined) giveBack();
      return;
    }
    if (client === undefined) {
      this.deadline.unwatch(this);
      taken(error, undefined, giveBack);
      return;
    }
    this.client = client;
    this.giveBack = giveBack;
    taken(undefined, client, (reason) => this.release(reason));
  }

  stop(reason: Error): void {
    const { client, taken } = this;
    if (client === undefined) {
      this.taken = undefined;
      taken?.(reason, undefined, nothing);
      return;
    }
    this.stopping = cancelStatement(client, this.cancelMs);
    this.last = setTimeout(() => destroyConnection(client), this.cancelMs);
  }

  /** The work is about to commit: from now on it is not stopped. @throws the reason when it has been */
  keep(): void {
    if (this.deadline.ended !== undefined) throw this.deadline.ended;
    this.deadline.unwatch(this);
  }

  private release(error?: Error | boolean): void {
    this.deadline.unwatch(this);
    clearTimeout(this.last);
    if (this.stopping === undefined) this.giveBack(error);
    else void this.stopping.then((settled) => this.giveBack(settled ? error : true));
  }
}
