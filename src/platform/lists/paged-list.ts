import { type Statement, statement, type StatementRunner } from '../database/index.js';
import { PAGE_SIZE, type PageNumber, pageJson, parsePage, resolvePage } from './pagination.js';

/** What a list shows: SQL texts. */
interface ListParts {
  /** One entry as JSON. */
  readonly json: string;
  /** `from` and whatever narrows it; `$2` is the first parameter. */
  readonly from: string;
  /** A column, or several, that order all entries without a tie. */
  readonly order: string;
}

type Page = { count: number; results: string };
type PageStatement<Params extends readonly unknown[]> = Statement<Page, [page: number | null, ...Params]>;

/**
 * The end of a select of which one page is wanted.
 * @param page place holder of the page's number, which is null for the last; `total` must hold the `count`
 */
export function pageWindow(page: string): string {
  const last = `(select greatest(1, (count + ${PAGE_SIZE - 1}) / ${PAGE_SIZE}) from total)`;
  return `offset (coalesce(${page}::bigint, ${last}) - 1) * ${PAGE_SIZE} limit ${PAGE_SIZE}`;
}

/** A list: exact count and one page in one statement. `$1` is the page, or null for the last. */
export function pageStatement<Params extends readonly unknown[] = []>(
  name: string,
  { json, from, order }: ListParts,
): PageStatement<Params> {
  return statement(
    name,
    `with total as (select count(*)::int as count ${from}),
     entry as (
       select row_number() over () as place, chosen.json from (
         select ${json} as json ${from} order by ${order}
         ${pageWindow('$1')}) chosen)
     select total.count, coalesce((select json_agg(json order by place) from entry), '[]'::json)::text as results
       from total`,
  );
}

/** Where a list's page goes: what the links to other pages start with, and what was asked for. */
export interface PageRequest {
  readonly publicUrl: string;
  /** The request's path and query. */
  readonly address: string;
  /** As the query has it. */
  readonly page: string | undefined;
}

/** The page as JSON text. @throws NotFoundError when there is no such page */
export async function readPage<Params extends readonly unknown[]>(
  runner: StatementRunner,
  list: PageStatement<Params>,
  { publicUrl, address, page }: PageRequest,
  ...params: Params
): Promise<string> {
  const number: PageNumber = parsePage(page);
  const [row] = await runner.run(list, [number === 'last' ? null : number, ...params]);
  const { count, results } = row!;
  return pageJson(publicUrl, address, resolvePage(number, count), count, results);
}
