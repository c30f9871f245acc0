// Conditions of check constraints. A migration keeps its own copy, since it must not change any more.

/** Control characters and ends of lines, as part of a bracket expression. A null character never gets in. */
export const CONTROL_SQL = String.raw`\u0001-\u001f\u007f-\u009f\u2028\u2029`;

/** Condition: the column is one line without control characters, and not blank. */
export const isLineSql = (column: string) => `${column} !~ '[${CONTROL_SQL}]' and btrim(${column}) <> ''`;

/** Condition: the column is an http or https address without blanks and control characters. */
export const isWebAddressSql = (column: string) => `${column} ~* '^https?://[^[:space:]${CONTROL_SQL}]+$'`;

/** Condition: the column is empty, or one mail address without blanks and control characters. */
export const isMailAddressSql = (column: string) =>
  `${column} = '' or ${column} ~ '^[^[:space:]${CONTROL_SQL}@,;<>]+@[^[:space:]${CONTROL_SQL}@,;<>]+$'`;
