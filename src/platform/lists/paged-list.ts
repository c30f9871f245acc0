import { type Statement, statement, type StatementRunner } from '../database/index.js';
import { type Conditions, ListFilters, type UsedFilter } from './list-filters.js';
import { MOST_PER_PAGE, readPageSize } from './page-size.js';
import {
  ITEMS_PER_PAGE,
  type PageNumber,
  envelopeJson,
  readPageNumber,
  requirePageNumber,
} from './pagination.js';

/** The parts of a list as SQL texts. Parameters of the JSON are `$1` and so on; page and filters follow them. */
interface ListParts<Filter> {
  /** Name of the statement without filters. Each used filter adds its name, or its number where names are too long. */
  readonly name: string;
  /** The table, and the joins that filters need. */
  readonly from: string;
  /** A unique column that orders the list. */
  readonly id: string;
  /** `desc`: the highest id first. */
  readonly direction?: 'desc';
  /** The JSON of one item. */
  readonly json: string;
  /** Joins that only the JSON needs. */
  readonly joins?: string;
  readonly filters: Conditions<Filter>;
  /** Filters that match few rows, for a list with numeric ids: see `order`. */
  readonly selective?: readonly (keyof Filter)[];
}

/**
 * The end of a select that takes one page. The page's size is a constant in the text: with a parameter the planner
 * expects a tenth of all rows and hash-joins the whole table. A page of another size takes the first `size` of it.
 * @param page placeholder of the page's number, null for the last; `total` must hold the `count`
 * @param size SQL of the page's size
 */
function pageWindow(page: string, size: string, most: number): string {
  const last = `(select greatest(1, (count + ${size} - 1) / ${size}) from total)`;
  return `offset (coalesce(${page}::bigint, ${last}) - 1) * ${size} limit ${most}`;
}

/** The requested page, and the start of its links. */
export interface RequestedPage {
  readonly publicUrl: string;
  /** The request's path and query. */
  readonly address: string;
  /** As in the query. */
  readonly page: string | undefined;
  /** As in the query. Absent: twenty items. */
  readonly pageSize?: string | undefined;
}

type ListStatement = Statement<{ count: number; results: string }, readonly unknown[]>;

interface Query {
  readonly statement: ListStatement;
  readonly values: readonly unknown[];
}

/**
 * A list: one statement reads the exact count and one page. It selects the page's ids first, so that a deep page joins
 * twenty rows and not all that it skips. Each combination of filters has its own named statement and plan.
 */
export class PagedList<Filter extends object = object, Parameters extends readonly unknown[] = []> {
  private readonly filters: ListFilters<Filter>;
  /** Kept, because building the text again would cost each request. */
  private readonly statements = new Map<string, ListStatement>();

  constructor(private readonly parts: ListParts<Filter>) {
    this.filters = new ListFilters(parts.filters, parts.selective);
  }

  /**
   * Reads the page as JSON text.
   * @param filter undefined: nothing can match
   * @throws NotFoundError when there is no such page, ValidationError for a bad size
   */
  async read(
    runner: StatementRunner,
    { publicUrl, address, page: text, pageSize }: RequestedPage,
    filter: Filter | undefined,
    ...parameters: Parameters
  ): Promise<string> {
    const size = readPageSize(pageSize);
    const page = readPageNumber(text);
    if (filter === undefined) {
      return envelopeJson(publicUrl, address, requirePageNumber(page, 0, size), 0, '[]', size);
    }
    const { statement, values } = this.queryOf(size, page, filter, parameters);
    const [row] = await runner.run(statement, values);
    const { count, results } = row!;
    return envelopeJson(publicUrl, address, requirePageNumber(page, count, size), count, results, size);
  }

  /** The statement of a page of twenty and its values. The page's number is null for the last. */
  query(page: PageNumber, filter: Filter, ...parameters: Parameters): Query {
    return this.queryOf(ITEMS_PER_PAGE, page, filter, parameters);
  }

  /** The same for a page of any size. */
  queryOf(size: number, page: PageNumber, filter: Filter, parameters: Parameters): Query {
    const isSized = size !== ITEMS_PER_PAGE;
    const used = this.filters.usedBy(filter);
    const name = this.filters.nameOf(isSized ? `${this.parts.name}_sized` : this.parts.name, used);
    const known = this.statements.get(name) ?? statement(name, this.text(isSized, used, parameters.length));
    this.statements.set(name, known);
    const number = page === 'last' ? null : page;
    const values = [...parameters, number, ...this.filters.values(used, filter), ...(isSized ? [size] : [])];
    return { statement: known, values };
  }

  /** Parameters: those of the JSON, the page's number, the filters, the page's size where it is not twenty. */
  private text(isSized: boolean, used: readonly UsedFilter[], parameters: number): string {
    const { from, id, direction = '', json, joins = '' } = this.parts;
    const page = `$${parameters + 1}`;
    const conditions = this.filters.conditions(used, parameters + 1);
    const valued = used.filter(({ condition }) => typeof condition !== 'string').length;
    const size = isSized ? `$${parameters + valued + 2}::int` : String(ITEMS_PER_PAGE);
    const window = pageWindow(page, size, isSized ? MOST_PER_PAGE : ITEMS_PER_PAGE);
    const matching = `from ${from} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}`;
    return `
      with total as (select count(*)::int as count ${matching}),
      ${isSized ? 'longest' : 'chosen'} as (
        select ${id} as entry ${matching} order by ${this.filters.order(used, id)} ${direction}
        ${window})
      ${isSized ? `, chosen as (select entry from longest order by entry ${direction} limit ${size})` : ''}
      select total.count, coalesce((
        select json_agg(${json} order by ${id} ${direction})
          from ${from} join chosen on chosen.entry = ${id} ${joins}), '[]'::json)::text as results
        from total`;
  }
}
