import { type Statement, statement, type StatementRunner } from '../database/index.js';
import { ENTRIES_PER_PAGE, type PageNumber, pageJson, parsePage, resolvePage } from './pagination.js';

/** A condition in SQL for each filter: as text for a flag, else made from the place holder of the filter's value. */
type Conditions<Filter> = {
  readonly [Name in keyof Filter]-?: NonNullable<Filter[Name]> extends boolean
    ? string
    : (place: string) => string;
};

/** The parts of a list, as SQL texts. Parameters of the JSON are `$1` and so on; page and filters follow them. */
interface ListParts<Filter> {
  /** Name of the statement without filters. The filters in use add theirs; PostgreSQL takes 63 characters in all. */
  readonly name: string;
  /** The table, and the joins that filters need. */
  readonly from: string;
  /** A column that is unique and orders the list. */
  readonly id: string;
  /** `desc`: the last id first. */
  readonly direction?: 'desc';
  /** One entry. */
  readonly json: string;
  /** Joins that only the JSON needs. */
  readonly joins?: string;
  readonly filters: Conditions<Filter>;
  /** Filters that find few rows, for a list of numbered rows: see `order`. */
  readonly selective?: readonly (keyof Filter)[];
}

/**
 * The end of a select that takes one page. The page's size is a constant in the text: with a parameter the planner
 * expects a tenth of all rows and joins by hashing the whole table.
 * @param page place holder of the page's number, which is null for the last; `total` must hold the `count`
 */
function pageWindow(page: string): string {
  const last = `(select greatest(1, (count + ${ENTRIES_PER_PAGE - 1}) / ${ENTRIES_PER_PAGE}) from total)`;
  return `offset (coalesce(${page}::bigint, ${last}) - 1) * ${ENTRIES_PER_PAGE} limit ${ENTRIES_PER_PAGE}`;
}

/** Values of filters that are not in use. */
const NARROWS_NOTHING: readonly unknown[] = [undefined, '', false];

/** The request for a page, and the address that its links start with. */
export interface PageRequest {
  readonly publicUrl: string;
  /** The request's path and query. */
  readonly address: string;
  /** As the query has it. */
  readonly page: string | undefined;
}

type PageStatement = Statement<{ count: number; results: string }, readonly unknown[]>;
type Condition = string | ((place: string) => string);
type NamedCondition = { readonly name: string; readonly label: string; readonly condition: Condition };

/**
 * A list: exact count and one page in one statement. The ids of the page are chosen first, so that a deep page joins
 * twenty rows and not all that it skips. Each combination of filters is a statement with a name, and so a plan, of its own.
 */
export class PagedList<Filter extends object = object, Parameters extends readonly unknown[] = []> {
  private readonly filters: readonly NamedCondition[];
  /** Kept: putting the text together costs as much as the HTTP server's part of a request. */
  private readonly statements = new Map<string, PageStatement>();

  constructor(private readonly parts: ListParts<Filter>) {
    this.filters = Object.entries<Condition>(parts.filters).map(([name, condition]) => ({
      name,
      label: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      condition,
    }));
  }

  /**
   * The page as JSON text.
   * @param filter undefined: nothing can match
   * @throws NotFoundError when there is no such page
   */
  async read(
    runner: StatementRunner,
    { publicUrl, address, page: text }: PageRequest,
    filter: Filter | undefined,
    ...parameters: Parameters
  ): Promise<string> {
    const page = parsePage(text);
    if (filter === undefined) return pageJson(publicUrl, address, resolvePage(page, 0), 0, '[]');
    const { statement, values } = this.query(page, filter, ...parameters);
    const [row] = await runner.run(statement, values);
    const { count, results } = row!;
    return pageJson(publicUrl, address, resolvePage(page, count), count, results);
  }

  /** The statement of a page and its values. The page's number is null for the last. */
  query(
    page: PageNumber,
    filter: Filter,
    ...parameters: Parameters
  ): { readonly statement: PageStatement; readonly values: readonly unknown[] } {
    const given = filter as Readonly<Record<string, unknown>>;
    const used = this.filters.filter(({ name }) => !NARROWS_NOTHING.includes(given[name]));
    const name = [this.parts.name, ...used.map(({ label }) => label)].join('_');
    const known = this.statements.get(name) ?? statement(name, this.text(used, parameters.length + 1));
    this.statements.set(name, known);
    const valued = used.filter(({ condition }) => typeof condition !== 'string');
    const values = valued.map(({ name: filterName }) => given[filterName]);
    return { statement: known, values: [...parameters, page === 'last' ? null : page, ...values] };
  }

  private text(used: readonly NamedCondition[], page: number): string {
    const { from, id, direction = '', json, joins = '' } = this.parts;
    let place = page;
    const conditions = used.map(({ condition }) =>
      typeof condition === 'string' ? condition : condition(`$${++place}`),
    );
    const matching = `from ${from} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}`;
    return `
      with total as (select count(*)::int as count ${matching}),
      chosen as (
        select ${id} as entry ${matching} order by ${this.order(used)} ${direction}
        ${pageWindow(`$${page}`)})
      select total.count, coalesce((
        select json_agg(${json} order by ${id} ${direction})
          from ${from} join chosen on chosen.entry = ${id} ${joins}), '[]'::json)::text as results
        from total`;
  }

  /** Where a filter finds few rows, `+ 0` keeps the planner from walking all ids in their order instead. */
  private order(used: readonly NamedCondition[]): string {
    const { id, selective = [] } = this.parts;
    return used.some(({ name }) => selective.includes(name as keyof Filter)) ? `${id} + 0` : id;
  }
}
