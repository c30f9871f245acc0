import { collectAll } from '../../../platform/memory/index.js';
import type { Kind } from '../kinds/kind.js';
import type { Source, SourceRow } from './source.js';

/** Enough for a statement of PostgreSQL to be worth it, and little enough for the memory. */
const PAGE_ROWS = 2500;

/** Nobody gives such numbers; rows with zero or less are told of nevertheless. */
const BEFORE_ALL = '-9223372036854775808';

/** Left to itself the heap keeps some fifty pages of garbage. */
const PAGES_BETWEEN_COLLECTIONS = 16;

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

/** A query with the places for both filled in: its tables may compare usernames in other ways. */
export function inComparison(query: string, { charset, collation }: Comparison): string {
  return query.replaceAll('/*charset*/', charset).replaceAll('/*collation*/', collation);
}

export async function countRows(source: Source, kind: Kind): Promise<number> {
  const [row] = await source.rows(`select count(*) from ${kind.from}`);
  return Number(row![0]);
}

/** The rows of a kind, each with its number first. */
export function pagesOf(source: Source, kind: Kind, comparison: Comparison): AsyncGenerator<Page> {
  const columns = [kind.key, ...Object.values(kind.read)].join(', ');
  return pagesBy(source, kind.key, inComparison(`select ${columns} from ${kind.from}`, comparison));
}

/**
 * The rows of a query by number. The next page is read while the caller works on one. Pages, and not one long answer: the
 * server ends a connection whose answer is not taken for a while.
 * @param key SQL of the number, which is the first column
 */
export async function* pagesBy(source: Source, key: string, query: string): AsyncGenerator<Page> {
  const text = `${query} where ${key} > ? order by ${key} limit ?`;
  const read = (after: string) => source.rows(text, [after, PAGE_ROWS]);
  let after = BEFORE_ALL;
  let next = read(after);
  for (let number = 1; ; number += 1) {
    const rows = await next;
    if (number % PAGES_BETWEEN_COLLECTIONS === 0) collectAll();
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

/** The number that the source would give next. The catalog of MySQL 8 may be a day old, this is not. */
export async function nextNumber(source: Source, table: string): Promise<number> {
  const [row] = await source.rows(`show create table ${table}`);
  return Number(/AUTO_INCREMENT=(\d+)/.exec(row![1]!)?.[1] ?? 1);
}
