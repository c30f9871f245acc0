import { LONGEST_NAME_BYTES } from '../database/index.js';

/** An SQL condition per filter: a text for a flag, else made from the placeholder of the filter's value. */
export type Conditions<Filter> = {
  readonly [Name in keyof Filter]-?: NonNullable<Filter[Name]> extends boolean
    ? string
    : (place: string) => string;
};

/** Values of unused filters. */
const NARROWS_NOTHING: readonly unknown[] = [undefined, '', false];

type Condition = string | ((place: string) => string);

/** A filter that a request uses. */
export interface UsedFilter {
  readonly name: string;
  readonly label: string;
  /** Its number in the list of filters. */
  readonly place: number;
  readonly condition: Condition;
}

/** The filters of a list, and the parts of a statement that use them. */
export class ListFilters<Filter> {
  private readonly known: readonly UsedFilter[];

  /** @param selective those that match few rows */
  constructor(
    conditions: Conditions<Filter>,
    private readonly selective: readonly (keyof Filter)[] = [],
  ) {
    this.known = Object.entries<Condition>(conditions).map(([name, condition], index) => ({
      name,
      place: index + 1,
      label: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      condition,
    }));
  }

  usedBy(filter: Filter): UsedFilter[] {
    const given = filter as Readonly<Record<string, unknown>>;
    return this.known.filter(({ name }) => !NARROWS_NOTHING.includes(given[name]));
  }

  /** The name of the statement: each used filter adds its own, or one bit of a number where names are too long. */
  nameOf(list: string, used: readonly UsedFilter[]): string {
    const name = [list, ...used.map(({ label }) => label)].join('_');
    if (name.length <= LONGEST_NAME_BYTES) return name;
    const bits = used.reduce((sum, { place }) => sum + 2 ** (place - 1), 0);
    return `${list}_0x${bits.toString(16)}`;
  }

  /** @param before number of the placeholders in front of the filters' */
  conditions(used: readonly UsedFilter[], before: number): string[] {
    let place = before;
    return used.map(({ condition }) =>
      typeof condition === 'string' ? condition : condition(`$${++place}`),
    );
  }

  /** The values of the placeholders. A flag has none. */
  values(used: readonly UsedFilter[], filter: Filter): unknown[] {
    const given = filter as Readonly<Record<string, unknown>>;
    return used.filter(({ condition }) => typeof condition !== 'string').map(({ name }) => given[name]);
  }

  /** Where a filter matches few rows, `+ 0` stops the planner from walking all rows in the order of the list. */
  order(used: readonly UsedFilter[], column: string): string {
    return used.some(({ name }) => this.selective.includes(name as keyof Filter)) ? `${column} + 0` : column;
  }
}
