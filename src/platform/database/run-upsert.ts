import type { StatementRunner } from './transaction.js';
import type { Statement } from './statement.js';

/** One repeat is enough unless others delete and create the same row all the time. */
const MOST_TRIALS = 5;

/**
 * Runs an upsert that changes the stored row, or else inserts one with `on conflict do nothing`. It returns no row when
 * another transaction created the same one after the statement had begun. The repeat sees that row.
 */
export async function runUpsert<Row extends object, Params extends readonly unknown[]>(
  runner: StatementRunner,
  statement: Statement<Row, Params>,
  params: Params,
): Promise<Row> {
  for (let trial = 1; trial <= MOST_TRIALS; trial += 1) {
    const [row] = await runner.run(statement, params);
    if (row !== undefined) return row;
  }
  throw new Error(`The statement ${statement.name} found no row and made none`);
}
