import { type Statement, statement, type StatementRunner } from '../database/index.js';
import { ValidationError } from '../errors/index.js';
import { type Position, readCursor, writeCursor } from './cursor.js';
import { type Conditions, ListFilters, type UsedFilter } from './list-filters.js';
import { MOST_PER_PAGE, readPageSize } from './page-size.js';
import { ITEMS_PER_PAGE, linkTo } from './pagination.js';

/** An order of a list. Its keys are SQL of type bigint and never null; together they are unique. */
export interface CursorOrder<Filter> {
  readonly keys: readonly string[];
  /** `desc`: the highest keys first. */
  readonly direction?: 'desc';
  /**
   * Of a list that can be followed while rows change: a select of one bigint. A row whose first key is below it is final,
   * and a row that is not may appear there any time. Such a list answers a `cursor` at its end, too.
   */
  readonly horizon?: string;
  /** Further conditions of the first page, each from a filter: where the list begins, so that it need not be walked. */
  readonly begin?: Readonly<Partial<Record<keyof Filter, (place: string) => string>>>;
}

/** The parts of a list as SQL texts. Parameters of the JSON are `$1` and so on. */
interface CursorListParts<Filter, Order extends string> {
  /** Start of the names of its statements. */
  readonly name: string;
  /** The table, and the joins that filters need. */
  readonly from: string;
  /** A unique column. */
  readonly id: string;
  /** The JSON of one item. */
  readonly json: string;
  /** Joins that only the JSON needs. */
  readonly joins?: string;
  readonly filters: Conditions<Filter>;
  /** Filters that match few rows. With others the list is walked in its order, which costs once for all its pages. */
  readonly selective?: readonly (keyof Filter)[];
  readonly orders: Readonly<Record<Order, CursorOrder<Filter>>>;
}

/** The requested page, and the start of its links. Texts are as in the query. */
export interface RequestedCursorPage<Order extends string = string> {
  readonly publicUrl: string;
  /** The request's path and query. */
  readonly address: string;
  /** Undefined or empty: the first page. */
  readonly cursor?: string | undefined;
  readonly pageSize?: string | undefined;
  readonly order: Order;
}

interface Row {
  readonly results: string;
  readonly more: boolean;
  readonly position: Position | null;
  readonly horizon?: string;
}

type CursorStatement = Statement<Row, readonly unknown[]>;

const AHEAD =
  'This cursor is ahead of the database, which was restored from an earlier backup. Begin again with an empty one.';

/**
 * A list that is read from a place on, without a count: one statement a page, whose cost does not grow with the number of
 * pages. The place is a row's own keys, so rows that come or go elsewhere move nothing.
 */
export class CursorList<
  Filter extends object = object,
  Parameters extends readonly unknown[] = [],
  Order extends string = string,
> {
  private readonly filters: ListFilters<Filter>;
  /** Kept, because building the text again would cost each request. */
  private readonly statements = new Map<string, CursorStatement>();

  constructor(private readonly parts: CursorListParts<Filter, Order>) {
    this.filters = new ListFilters(parts.filters, parts.selective);
  }

  /** The names of its orders. */
  get orders(): Order[] {
    return Object.keys(this.parts.orders) as Order[];
  }

  /**
   * Reads the page as JSON text: `{"next","previous","results"}`, and `cursor` in a list that can be followed.
   * @param filter undefined: nothing can match
   * @throws ValidationError for a bad cursor or page size
   */
  async read(
    runner: StatementRunner,
    { publicUrl, address, cursor = '', pageSize, order }: RequestedCursorPage<Order>,
    filter: Filter | undefined,
    ...parameters: Parameters
  ): Promise<string> {
    const size = readPageSize(pageSize);
    const { keys, horizon: canFollow } = this.parts.orders[order];
    const list = `${this.parts.name} ${order}`;
    const after = cursor === '' ? undefined : readCursor(list, cursor, keys.length);
    if (filter === undefined) return envelope(null, canFollow && (cursor || null), '[]');
    const { statement, values } = this.query(order, size, after, filter, ...parameters);
    const [row] = await runner.run(statement, values);
    const { results, more, position, horizon } = row!;
    if (after !== undefined && horizon !== undefined && BigInt(after[0]!) > BigInt(horizon)) {
      throw new ValidationError({ cursor: [AHEAD] });
    }
    const end = position && writeCursor(list, position);
    const next = more && end !== null ? linkTo(publicUrl, address, { page: undefined, cursor: end }) : null;
    if (horizon === undefined) return envelope(next, undefined, results);
    // Everything below the horizon is read: who comes again need not walk what did not match.
    const place = more ? end : writeCursor(list, [horizon, ...keys.slice(1).map(() => '0')]);
    return envelope(next, place, results);
  }

  /** The statement of a page and its values. */
  query(
    order: Order,
    size: number,
    after: Position | undefined,
    filter: Filter,
    ...parameters: Parameters
  ): { readonly statement: CursorStatement; readonly values: readonly unknown[] } {
    const used = this.filters.usedBy(filter);
    const isLong = size > ITEMS_PER_PAGE;
    const list = [this.parts.name, order, isLong ? 'long' : '', after ? 'on' : ''].filter(Boolean).join('_');
    const name = this.filters.nameOf(list, used);
    const known =
      this.statements.get(name) ??
      statement(name, this.text(order, isLong, after !== undefined, used, parameters.length));
    this.statements.set(name, known);
    return {
      statement: known,
      values: [...parameters, size, ...this.filters.values(used, filter), ...(after ?? [])],
    };
  }

  /**
   * Parameters: those of the JSON, the page's size, the filters, the position. The limit is a constant, with which the
   * planner expects few rows; it takes one of two, and the page's size cuts the rest off.
   */
  private text(
    order: Order,
    isLong: boolean,
    isOn: boolean,
    used: readonly UsedFilter[],
    parameters: number,
  ): string {
    const { from, id, json, joins = '', orders } = this.parts;
    const { keys, direction = 'asc', horizon, begin = {} } = orders[order] as CursorOrder<Filter>;
    const size = `$${parameters + 1}::int`;
    const valued = used.filter(({ condition }) => typeof condition !== 'string');
    const firstKey = parameters + valued.length + 2;
    const places = keys.map((_, index) => `$${firstKey + index}::bigint`);
    const beginnings = valued.flatMap(({ name }, index) => {
      const condition = (begin as Readonly<Record<string, (place: string) => string>>)[name];
      return condition === undefined || isOn ? [] : [condition(`$${parameters + 2 + index}`)];
    });
    const conditions = [
      ...this.filters.conditions(used, parameters + 1),
      ...beginnings,
      ...(isOn ? [`(${keys.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${places.join(', ')})`] : []),
      ...(horizon === undefined ? [] : [`${keys[0]} < (select at from horizon)`]),
    ];
    const columns = keys.map((_, index) => `key_${index}`);
    const sorted = columns.map((column) => `${column} ${direction}`).join(', ');
    const sortedKeys = keys.map((key) => `${this.filters.order(used, key)} ${direction}`).join(', ');
    return `
      with ${horizon === undefined ? '' : `horizon (at) as materialized (${horizon}),`}
      page as materialized (
        select ${id} as entry, ${keys.map((key, index) => `${key} as key_${index}`).join(', ')}
          from ${from} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
         order by ${sortedKeys} limit ${(isLong ? MOST_PER_PAGE : ITEMS_PER_PAGE) + 1}),
      chosen as materialized (select * from page order by ${sorted} limit ${size})
      select coalesce((
        select json_agg(${json} order by ${sorted})
          from ${from} join chosen on chosen.entry = ${id} ${joins}), '[]'::json)::text as results,
        (select count(*) from page) > ${size} as more,
        (select array[${columns.map((column) => `${column}::text`).join(', ')}] from chosen
          order by ${columns.map((column) => `${column} ${direction === 'asc' ? 'desc' : 'asc'}`).join(', ')}
          limit 1) as position
        ${horizon === undefined ? '' : ', (select at from horizon)::text as horizon'}`;
  }
}

/** @param cursor undefined: the list has none */
function envelope(next: string | null, cursor: string | null | undefined, results: string): string {
  const place = cursor === undefined ? '' : `"cursor":${JSON.stringify(cursor)},`;
  return `{"next":${JSON.stringify(next)},"previous":null,${place}"results":${results}}`;
}
