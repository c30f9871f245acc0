import type { Connection, RowDataPacket } from 'mysql2/promise';
import { OperatorError } from '../../../platform/errors/index.js';
import { nameOfSource, type SourceAddress } from './source-address.js';

/** A value as text: numbers and times, too, so that nothing is rounded. */
export type SourceValue = string | null;
export type SourceRow = readonly SourceValue[];

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;

/** Reads the database of Open edX: one moment of it, and nothing is ever written. */
export class Source {
  private constructor(
    private readonly connection: Connection,
    readonly name: string,
  ) {}

  /** @throws OperatorError when it does not answer, or refuses the account or the database */
  static async open(address: SourceAddress): Promise<Source> {
    const { host, port, user, password, database, tls } = address;
    const name = nameOfSource(address);
    // Only an import needs it: no process of the service loads it.
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({
      host,
      port,
      user,
      password,
      database,
      ...(tls !== 'off' && { ssl: { rejectUnauthorized: tls === 'on' } }),
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      rowsAsArray: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Each value as the server writes it; else numbers become doubles.
      typeCast: (field) => field.string('utf8'),
      // The other side may be silently gone: about ten probes notice it.
      enableKeepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    }).catch((error: unknown) => {
      throw new OperatorError(`The source ${name} ${refusalOf(codeOf(error))}`);
    });
    // A connection that breaks is told of by the query.
    connection.on('error', () => undefined);
    const source = new Source(connection, name);
    await source.begin();
    return source;
  }

  private async begin(): Promise<void> {
    // Modes of the server would change what backslashes, quotes and paddings of a query mean.
    await this.rows(`set session sql_mode = '', time_zone = '+00:00', group_concat_max_len = 16777216`);
    await this.rows('set names utf8mb4');
    await this.rows('set session transaction isolation level repeatable read');
    await this.rows('start transaction with consistent snapshot, read only');
  }

  /** @throws OperatorError when the query fails; its message has the server's code and no data */
  async rows(
    text: string,
    params: readonly (string | number | readonly string[])[] = [],
  ): Promise<SourceRow[]> {
    try {
      const [rows] = await this.connection.query<RowDataPacket[]>(text, [...params]);
      return rows as unknown as SourceRow[];
    } catch (error) {
      if (isConnectionLost(error))
        throw new OperatorError(
          `The connection to the source ${this.name} broke. Run the import again: it goes on with what is missing.`,
        );
      throw new OperatorError(`The source ${this.name} refuses a query (${codeOf(error)}).`);
    }
  }

  async close(): Promise<void> {
    await this.connection.end().catch(() => undefined);
  }
}

/** A server answers, and lets nobody in. A database that is closed to the account may be one that it lacks. */
const REFUSALS: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR:
    'refuses the account: check its name, its password, and from which hosts it may come',
  ER_DBACCESS_DENIED_ERROR:
    'has no such database, or the account may not read it: check the name, and grant select',
  ER_BAD_DB_ERROR: 'has no such database: check the name behind the last slash',
};

const refusalOf = (code: string): string =>
  `${REFUSALS[code] ?? 'does not answer: check host and port of the address'} (${code}).`;

/** Queries behind the one that broke fail without a code. */
function isConnectionLost(error: unknown): boolean {
  const { code, fatal } = error as { code?: string; fatal?: boolean };
  return code === undefined || fatal === true || code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET';
}

/** The server's own words may quote data and accounts. */
function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'an error';
}
