import { PrimaryGeneratedColumn } from 'typeorm';

/**
 * The id of a table, numbered by PostgreSQL. A row may bring its own, as an import does.
 * @param constraint name of the primary key
 */
export function IdColumn(constraint: string): PropertyDecorator {
  return PrimaryGeneratedColumn('identity', {
    type: 'integer',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: constraint,
  });
}
