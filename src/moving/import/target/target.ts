import pg from 'pg';
import { from } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connectionOptions, SqlState, sqlStateOf } from '../../../platform/database/index.js';
import { OperatorError } from '../../../platform/errors/index.js';
import type { SourceRow } from '../source/source.js';

/** Two imports at once would number rows twice. */
const IMPORT_LOCK = 7_140_017;

/** Others that hold a table keep a page waiting for that time; then it is tried again. */
const LOCK_TIMEOUT_MS = 10_000;
const TRIALS = 30;
const PAUSE_MS = 1000;

const SETTINGS = [
  `set timezone = 'UTC'`,
  `set datestyle = 'ISO, YMD'`,
  // A server that crashes may lose pages, but only together with those behind them: a later run brings them.
  'set synchronous_commit = off',
  // Compiling a statement takes longer than a page of rows.
  'set jit = off',
  'set statement_timeout = 0',
  'set idle_in_transaction_session_timeout = 0',
  `set lock_timeout = ${LOCK_TIMEOUT_MS}`,
];

/** A connection of its own to the database of the service, for one import. */
export class Target {
  /** All of it is one transaction, which is taken back at the end. */
  private isDry = false;

  private constructor(
    private readonly client: pg.Client,
    private readonly url: string,
  ) {}

  /** @throws OperatorError while another import runs */
  static async open(url: string): Promise<Target> {
    const target = await Target.connect(url);
    const [row] = await target.rows<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      IMPORT_LOCK,
    ]);
    if (row!.locked) return target;
    await target.close();
    throw new OperatorError('Another import runs on this database. Wait for its end.');
  }

  private static async connect(url: string): Promise<Target> {
    const client = new pg.Client({
      ...connectionOptions(),
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: 'import',
    });
    // A connection that breaks is told of by the statement.
    client.on('error', () => undefined);
    await client.connect();
    const target = new Target(client, url);
    for (const text of SETTINGS) await target.rows(text);
    return target;
  }

  /** A further connection of the same import, which carries rows at the same time. None for a dry one. */
  async further(): Promise<Target | undefined> {
    return this.isDry ? undefined : Target.connect(this.url);
  }

  async rows<Row extends object>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.client.query<Row>(text, [...params]);
    return rows;
  }

  /** From now on everything is one transaction; `close` takes it back. */
  async beDry(): Promise<void> {
    await this.rows('begin');
    this.isDry = true;
  }

  /** @throws what `work` throws, with nothing of it done; locks of others are waited for */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    for (let trial = 1; ; trial += 1) {
      try {
        return this.isDry ? await this.savepoint('page', work) : await this.committed(work);
      } catch (error) {
        const state = sqlStateOf(error);
        const isHeld = state === SqlState.lockNotAvailable || state === SqlState.deadlockDetected;
        if (!isHeld || trial === TRIALS) throw error;
        await delay(PAUSE_MS);
      }
    }
  }

  private async committed<T>(work: () => Promise<T>): Promise<T> {
    await this.rows('begin');
    try {
      const result = await work();
      await this.rows('commit');
      return result;
    } catch (error) {
      await this.rows('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** @throws what `work` throws, with nothing of it done */
  async savepoint<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.rows(`savepoint ${name}`);
    try {
      const result = await work();
      await this.rows(`release savepoint ${name}`);
      return result;
    } catch (error) {
      await this.rows(`rollback to savepoint ${name}`);
      throw error;
    }
  }

  /** Fills a table with rows, in the order of its columns. */
  async copy(table: string, rows: readonly SourceRow[]): Promise<void> {
    await pipeline(
      Readable.from(chunksOf(rows)),
      this.client.query(from(`copy ${table} from stdin with (encoding 'utf8')`)),
    );
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

const ROWS_IN_CHUNK = 500;

function* chunksOf(rows: readonly SourceRow[]): Generator<string> {
  for (let at = 0; at < rows.length; at += ROWS_IN_CHUNK)
    yield rows
      .slice(at, at + ROWS_IN_CHUNK)
      .map((row) => `${row.map(copied).join('\t')}\n`)
      .join('');
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as COPY wants it. PostgreSQL's texts have no zero bytes: another control character tells the rules of the kind. */
function copied(value: string | null): string {
  return value === null
    ? '\\N'
    : value.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]!).replaceAll('\0', '\u0001');
}
