import { PrimaryColumn } from 'typeorm';
import { bigintNumber } from './bigint-number.js';

/**
 * The id of a table, numbered by PostgreSQL. A row may bring its own, as an import does.
 * @param constraint name of the primary key
 * @param type `bigint` where the rows are written by requests, so that no number of years uses the numbers up
 */
export function IdColumn(constraint: string, type: 'integer' | 'bigint' = 'integer'): PropertyDecorator {
  return PrimaryColumn(type, {
    generated: 'identity',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: constraint,
    ...(type === 'bigint' ? { transformer: bigintNumber } : {}),
  });
}
