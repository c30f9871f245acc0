import type { Pool, PoolClient } from 'pg';
import type { Statement } from './statement.js';

/** Runs a named statement on a connection, or on any of a pool. */
export async function runOn<Row extends object, Params extends readonly unknown[]>(
  target: Pool | PoolClient,
  { name, text }: Statement<Row, Params>,
  params: Params,
): Promise<Row[]> {
  const { rows } = await target.query<Row>({ name, text, values: params as unknown as unknown[] });
  return rows;
}
