import { LONGEST_NAME_BYTES, type Statement, statement, type StatementRunner } from '../database/index.js';
import {
  ITEMS_PER_PAGE,
  type PageNumber,
  envelopeJson,
  readPageNumber,
  requirePageNumber,
} from './pagination.js';

/** An SQL condition per filter: a text for a flag, else made from the placeholder of the filter's value. */
type Conditions<Filter> = {
  readonly [Name in keyof Filter]-?: NonNullable<Filter[Name]> extends boolean
    ? string
    : (place: string) => string;
};

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
 * expects a tenth of all rows and hash-joins the whole table.
 * @param page placeholder of the page's number, null for the last; `total` must hold the `count`
 */
function pageWindow(page: string): string {
  const last = `(select greatest(1, (count + ${ITEMS_PER_PAGE - 1}) / ${ITEMS_PER_PAGE}) from total)`;
  return `offset (coalesce(${page}::bigint, ${last}) - 1) * ${ITEMS_PER_PAGE} limit ${ITEMS_PER_PAGE}`;
}

/** Values of unused filters. */
const NARROWS_NOTHING: readonly unknown[] = [undefined, '', false];

/** The requested page, and the start of its links. */
export interface RequestedPage {
  readonly publicUrl: string;
  /** The request's path and query. */
  readonly address: string;
  /** As in the query. */
  readonly page: string | undefined;
}

type ListStatement = Statement<{ count: number; results: string }, readonly unknown[]>;
type Condition = string | ((place: string) => string);
type NamedCondition = {
  readonly name: string;
  readonly label: string;
  /** Its number in the list of filters. */
  readonly place: number;
  readonly condition: Condition;
};

/**
 * A list: one statement reads the exact count and one page. It selects the page's ids first, so that a deep page joins
 * twenty rows and not all that it skips. Each combination of filters has its own named statement and plan.
 */
export class PagedList<Filter extends object = object, Parameters extends readonly unknown[] = []> {
  private readonly filters: readonly NamedCondition[];
  /** Kept, because building the text again would cost each request. */
  private readonly statements = new Map<string, ListStatement>();

  constructor(private readonly parts: ListParts<Filter>) {
    this.filters = Object.entries<Condition>(parts.filters).map(([name, condition], index) => ({
      name,
      place: index + 1,
      label: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      condition,
    }));
  }

  /**
   * Reads the page as JSON text.
   * @param filter undefined: nothing can match
   * @throws NotFoundError when there is no such page
   */
  async read(
    runner: StatementRunner,
    { publicUrl, address, page: text }: RequestedPage,
    filter: Filter | undefined,
    ...parameters: Parameters
  ): Promise<string> {
    const page = readPageNumber(text);
    if (filter === undefined) return envelopeJson(publicUrl, address, requirePageNumber(page, 0), 0, '[]');
    const { statement, values } = this.query(page, filter, ...parameters);
    const [row] = await runner.run(statement, values);
    const { count, results } = row!;
    return envelopeJson(publicUrl, address, requirePageNumber(page, count), count, results);
  }

  /** The statement of a page and its values. The page's number is null for the last. */
  query(
    page: PageNumber,
    filter: Filter,
    ...parameters: Parameters
  ): { readonly statement: ListStatement; readonly values: readonly unknown[] } {
    const given = filter as Readonly<Record<string, unknown>>;
    const used = this.filters.filter(({ name }) => !NARROWS_NOTHING.includes(given[name]));
    const name = this.nameOf(used);
    const known = this.statements.get(name) ?? statement(name, this.text(used, parameters.length + 1));
    this.statements.set(name, known);
    const valued = used.filter(({ condition }) => typeof condition !== 'string');
    const values = valued.map(({ name: filterName }) => given[filterName]);
    return { statement: known, values: [...parameters, page === 'last' ? null : page, ...values] };
  }

  private nameOf(used: readonly NamedCondition[]): string {
    const name = [this.parts.name, ...used.map(({ label }) => label)].join('_');
    if (name.length <= LONGEST_NAME_BYTES) return name;
    return [this.parts.name, ...used.map(({ place }) => place)].join('_');
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

  /** Where a filter matches few rows, `+ 0` stops the planner from walking all ids in their order. */
  private order(used: readonly NamedCondition[]): string {
    const { id, selective = [] } = this.parts;
    return used.some(({ name }) => selective.includes(name as keyof Filter)) ? `${id} + 0` : id;
  }
}
