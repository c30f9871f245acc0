import type { Kind } from '../kinds/kind.js';
import type { Source, SourceRow } from './source.js';

/** Enough for a statement of PostgreSQL to be worth it, and little enough for the memory. */
const PAGE_ROWS = 5000;

export interface Page {
  readonly rows: readonly SourceRow[];
  /** The number of the last row of the page before. */
  readonly after: string;
  readonly isLast: boolean;
}

/** How the source compares usernames. */
export interface Comparison {
  readonly charset: string;
  readonly collation: string;
}

export async function usernameComparison(source: Source): Promise<Comparison> {
  const [row] = await source.rows(
    `select character_set_name, collation_name from information_schema.columns
      where table_schema = database() and table_name = 'core_user' and column_name = 'username'`,
  );
  return { charset: row![0]!, collation: row![1]! };
}

export async function countRows(source: Source, kind: Kind): Promise<number> {
  const [row] = await source.rows(`select count(*) from ${kind.from}`);
  return Number(row![0]);
}

/**
 * The rows of a kind by number. The next page is read while the caller works on one. Pages, and not one long answer: the
 * server ends a connection whose answer is not taken for a while.
 */
export async function* pagesOf(source: Source, kind: Kind, comparison: Comparison): AsyncGenerator<Page> {
  const text = querySql(kind, comparison);
  const read = (after: string) => source.rows(text, [after, PAGE_ROWS]);
  let after = '0';
  let next = read(after);
  for (;;) {
    const rows = await next;
    const isLast = rows.length < PAGE_ROWS;
    const last = rows.at(-1)?.[0] ?? after;
    if (!isLast) {
      next = read(last);
      // The caller may fail before it asks for it.
      next.catch(() => undefined);
    }
    yield { rows, after, isLast };
    if (isLast) return;
    after = last;
  }
}

function querySql({ from, key, read }: Kind, { charset, collation }: Comparison): string {
  const columns = Object.values(read).map((sql) =>
    sql.replace('/*charset*/', charset).replace('/*collation*/', collation),
  );
  return `select ${[key, ...columns].join(', ')} from ${from} where ${key} > ? order by ${key} limit ?`;
}

/** The number that the source would give next. The catalog of MySQL 8 may be a day old, this is not. */
export async function nextNumber(source: Source, table: string): Promise<number> {
  const [row] = await source.rows(`show create table ${table}`);
  return Number(/AUTO_INCREMENT=(\d+)/.exec(row![1]!)?.[1] ?? 1);
}
