import { describe, expect, it } from '@jest/globals';
import fc from '../support/property.js';
import { PagedList } from '../../src/platform/lists/index.js';
import { useOpenDatabase } from '../support/open-database.js';

interface Filter {
  readonly atLeast?: number;
  readonly even?: boolean;
}

const parts = {
  from: 'listed_number n',
  id: 'n.id',
  json: `json_build_object('id', n.id)`,
  filters: { atLeast: (least: string) => `n.id >= ${least}`, even: 'n.id % 2 = 0' },
} as const;

const LISTS = {
  ascending: new PagedList<Filter>({ ...parts, name: 'model.list', selective: ['atLeast'] }),
  descending: new PagedList<Filter>({ ...parts, name: 'model.list_latest', direction: 'desc' }),
};

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 65 });
const lists = fc.constantFrom(...(Object.keys(LISTS) as (keyof typeof LISTS)[]));
const filters = fc.record(
  { atLeast: fc.integer({ min: 1, max: 1000 }), even: fc.boolean() },
  { requiredKeys: [] },
);

describe('the pages of a list', () => {
  const test = useOpenDatabase();

  const read = async (which: keyof typeof LISTS, filter: Filter, page?: string) => {
    const request = { publicUrl: 'http://localhost', address: '/numbers/', page };
    return JSON.parse(await LISTS[which].read(test.database, request, filter)) as {
      readonly count: number;
      readonly next: string | null;
      readonly previous: string | null;
      readonly results: readonly { readonly id: number }[];
    };
  };

  const pageOf = (link: string | null) =>
    link === null ? undefined : (new URL(link).searchParams.get('page') ?? '1');

  /** The numbers of all pages, from a page on, by the links. */
  async function walk(
    which: keyof typeof LISTS,
    filter: Filter,
    link: 'next' | 'previous',
  ): Promise<number[][]> {
    const pages: number[][] = [];
    for (let page: string | undefined = link === 'next' ? '1' : 'last'; page !== undefined;) {
      const answer = await read(which, filter, page);
      pages.push(answer.results.map(({ id }) => id));
      page = pageOf(answer[link]);
    }
    return pages;
  }

  it('hold each matching row once and in order, forwards and backwards, with an exact count', async () => {
    await test.dataSource.query('create table listed_number (id integer primary key)');
    const property = fc.asyncProperty(numbers, lists, filters, async (rows, which, filter) => {
      await test.dataSource.query('delete from listed_number');
      await test.dataSource.query('insert into listed_number select unnest($1::int[])', [rows]);
      const matching = rows
        .filter((id) => id >= (filter.atLeast ?? 0) && (filter.even !== true || id % 2 === 0))
        .sort((one, other) => (which === 'ascending' ? one - other : other - one));
      const pages = await walk(which, filter, 'next');
      expect(pages.flat()).toEqual(matching);
      expect((await walk(which, filter, 'previous')).reverse()).toEqual(pages);
      expect((await read(which, filter)).count).toBe(matching.length);
    });
    await fc.assert(property, { numRuns: 100, seed: 20_261_125 });
  });
});
