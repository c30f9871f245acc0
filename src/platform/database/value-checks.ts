// Conditions of check constraints. A migration keeps its own copy, since it must not change any more.

const FIRST = `'0001-01-01Z'`;
const AFTER_LAST = `'10000-01-01Z'`;

/**
 * Condition: each column is a time in the years 1 to 9999. Answers write a year with four digits, and JavaScript has
 * neither infinite times nor all the years of PostgreSQL.
 */
export const areTimesSql = (...columns: readonly string[]) =>
  columns.map((column) => `${column} >= ${FIRST} and ${column} < ${AFTER_LAST}`).join(' and ');

/** The same for each time of an array. */
export const areAllTimesSql = (column: string) =>
  `${FIRST} <= all (${column}) and ${AFTER_LAST} > all (${column})`;

/** Condition: the bigint is positive, and a number that JavaScript holds exactly. */
export const isNumberSql = (column: string) => `${column} between 1 and ${Number.MAX_SAFE_INTEGER}`;
