import type { QueryRunner } from 'typeorm';

/** The rows of a query, typed: TypeORM's own type leaves open which of two forms it returns. */
export async function queryRows<Row extends object>(
  runner: QueryRunner,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const rows: unknown = await runner.query(text, values);
  return rows as Row[];
}
