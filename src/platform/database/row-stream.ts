import pg from 'pg';
import { BusyError } from '../errors/index.js';
import { currentDeadline } from '../telemetry/index.js';
import { connectionOptions } from './connection-options.js';
import { cancelStatement, destroyConnection } from './cancel-statement.js';
import { Database } from './database.js';
import type { Statement } from './statement.js';

/** Rows to a step: few enough to be no memory, many enough to be no work. */
const STEP_ROWS = 1000;

/** Longest step, and longest wait for a reader who takes nothing: its snapshot keeps PostgreSQL from cleaning up. */
const STEP_TIMEOUT_MS = 60_000;

/** Each has a connection of its own, beside those of the pool. */
const MOST_STREAMS = 2;

/** Too many read at once; each ends by itself. */
export class StreamsBusyError extends BusyError {
  override readonly headers = { 'retry-after': '10' };

  constructor() {
    super(`${MOST_STREAMS} exports are running already. Try again when one has ended.`);
  }
}

let open = 0;

/**
 * Reads all rows of a statement in steps, as of one moment, through a cursor of PostgreSQL. No step holds more than
 * `STEP_ROWS` rows, and a slow reader makes the cursor wait. It ends with the request that reads it.
 * @throws StreamsBusyError
 */
export async function* streamRows<Row extends object, Params extends readonly unknown[]>(
  database: Database,
  { text, name }: Statement<Row, Params>,
  params: Params,
): AsyncGenerator<Row[], void, undefined> {
  if (open >= MOST_STREAMS) throw new StreamsBusyError();
  open += 1;
  const deadline = currentDeadline();
  const { onConnect, ...options } = { ...database.connection, ...connectionOptions() };
  const client = new pg.Client(options);
  // The statement in progress tells of the error, too.
  client.on('error', () => undefined);
  const leaver = {
    stop: () => void cancelStatement(client, 1000).finally(() => destroyConnection(client)),
  };
  try {
    deadline?.watch(leaver);
    await client.connect();
    await (onConnect as ((opened: pg.Client) => Promise<unknown>) | undefined)?.(client);
    await client.query(
      `begin isolation level repeatable read read only;
       set local statement_timeout = ${STEP_TIMEOUT_MS};
       set local idle_in_transaction_session_timeout = ${STEP_TIMEOUT_MS};
       set local jit = off`,
    );
    // PostgreSQL declares no cursor with parameters in a simple statement; the values go along as those of a prepared one.
    await client.query(`declare streamed no scroll cursor for ${text}`, [...params]);
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${STEP_ROWS} from streamed`);
      if (rows.length > 0) yield rows;
      if (rows.length < STEP_ROWS) return;
    }
  } catch (error) {
    throw deadline?.ended ?? Object.assign(error as Error, { statement: name });
  } finally {
    open -= 1;
    deadline?.unwatch(leaver);
    if (deadline?.ended === undefined) await client.end().catch(() => undefined);
    else destroyConnection(client);
  }
}
