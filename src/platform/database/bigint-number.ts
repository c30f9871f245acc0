import type { ValueTransformer } from 'typeorm';

/** pg returns bigint as text. Ids here stay far below 2^53, so code holds them as numbers. */
export const bigintNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** The same for a column of a statement: SQL for the id as a number. */
export const idNumber = (column: string): string => `${column}::float8`;
