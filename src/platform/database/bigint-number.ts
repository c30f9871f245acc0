import type { ValueTransformer } from 'typeorm';

/** pg hands bigint out as text; ids here stay far below 2^53, so they are numbers in code. */
export const bigintNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
