import pg from 'pg';
import { connectionOptions } from '../../platform/database/index.js';

/** Forms of values that are the same on every server, and no limit of time. */
const SETTINGS: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  timezone: 'UTC',
  // A row that a policy hides must fail the backup.
  row_security: 'off',
  // Rows come in the order in which they are stored, so that those of a restored table give the same sum.
  synchronize_seqscans: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  // Of PostgreSQL 17 and later.
  transaction_timeout: '0',
};

/** The same settings for psql. */
export const SETTING_STATEMENTS = Object.entries(SETTINGS)
  .filter(([name]) => name !== 'transaction_timeout')
  .map(([name, value]) => `set ${name} = '${value}'`);

/** Opens a connection of its own, outside of the pools of the service. */
export async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...connectionOptions(),
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'backup',
  });
  // A connection that breaks is told of by the statement.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(
      'select set_config(name, $2::jsonb ->> name, false) from pg_settings where name = any ($1)',
      [Object.keys(SETTINGS), JSON.stringify(SETTINGS)],
    );
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
