export type Value = string | number | boolean | null;

/**
 * A value as MySQL and MariaDB read it under every `sql_mode`. A backslash means different things under different modes, and
 * clients react to control characters: a text with such goes as hexadecimal digits.
 */
export function literal(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return String(value);
  if (/[\\\p{Cc}]/u.test(value)) return `_utf8mb4 x'${Buffer.from(value, 'utf8').toString('hex')}'`;
  return `'${value.replaceAll("'", "''")}'`;
}
