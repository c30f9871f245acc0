import pg, { type Pool, type PoolClient, type QueryResult } from 'pg';
import type { Statement } from './statement.js';

/** A pool or a connection that takes a finished query. pg's types leave out the callback. */
interface Target<Row extends object> {
  query(query: pg.Query, done: (error: Error | undefined, result: QueryResult<Row>) => void): unknown;
}

/**
 * Runs a named statement on a connection, or on any of a pool.
 * @param timeoutMs longest wait for the answer; after it the connection counts as broken
 */
export async function runOn<Row extends object, Params extends readonly unknown[]>(
  target: Pool | PoolClient,
  { name, text }: Statement<Row, Params>,
  params: Params,
  timeoutMs?: number,
): Promise<Row[]> {
  // Named afterwards: pg copies a description with a name property by property, which takes 5 µs.
  const query = Object.assign(new pg.Query(text, params as unknown as unknown[]), {
    name,
    query_timeout: timeoutMs,
  });
  try {
    return await new Promise((resolve, reject) => {
      (target as unknown as Target<Row>).query(query, (error, result) => {
        if (error) reject(error);
        else resolve(result.rows);
      });
    });
  } catch (error) {
    // pg's own stack begins at the socket; this one leads to the caller.
    Error.captureStackTrace(error as Error);
    throw error;
  }
}
