import { beforeAll, describe, expect, it } from '@jest/globals';
import { CursorList } from '../../src/platform/lists/index.js';
import { useOpenDatabase } from '../support/open-database.js';

interface NumberFilter {
  readonly atLeast?: number;
  readonly even?: boolean;
}

const list = new CursorList<NumberFilter, [prefix: string], 'oldest' | 'latest' | 'rank'>({
  name: 'test.walk_numbers',
  from: 'walked_number n',
  id: 'n.id',
  json: `json_build_object('id', n.id, 'label', $1::text || n.id)`,
  filters: { atLeast: (least) => `n.id >= ${least}`, even: 'n.id % 2 = 0' },
  orders: {
    oldest: { keys: ['n.id'] },
    latest: { keys: ['n.id'], direction: 'desc' },
    rank: { keys: ['n.rank', 'n.id'], horizon: 'select 5::bigint' },
  },
});

interface Page {
  readonly next: string | null;
  readonly previous: null;
  readonly cursor?: string;
  readonly ids: number[];
}

describe('a list with a cursor', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await test.dataSource.query(
      'create table walked_number as select id::bigint, (id % 7)::bigint as rank from generate_series(1, 45) id',
    );
  });

  const read = async (
    order: 'oldest' | 'latest' | 'rank',
    filter: NumberFilter | undefined,
    address = '/numbers/',
  ): Promise<Page> => {
    const query = new URL(address, 'http://localhost').searchParams;
    const request = {
      publicUrl: 'http://localhost',
      address,
      order,
      cursor: query.get('cursor') ?? undefined,
      pageSize: query.get('page_size') ?? undefined,
    };
    const { results, ...rest } = JSON.parse(
      await list.read(test.database, request, filter, 'number '),
    ) as Omit<Page, 'ids'> & { results: { id: number }[] };
    return { ...rest, ids: results.map(({ id }) => id) };
  };

  const walk = async (order: 'oldest' | 'latest' | 'rank', filter: NumberFilter, size: number) => {
    const pages: Page[] = [];
    for (let next: string | null = `/numbers/?page_size=${size}`; next !== null;) {
      const page: Page = await read(order, filter, next);
      pages.push(page);
      next = page.next;
    }
    return pages;
  };

  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

  it('has twenty to a page, links that keep the other parameters, and no count', async () => {
    const { next, ids, ...rest } = await read('oldest', {}, '/numbers/?colour=red');
    expect(ids).toEqual(numbers(1, 20));
    expect(next).toMatch(/^http:\/\/localhost\/numbers\/\?colour=red&cursor=[\w-]+$/);
    expect(rest).toEqual({ previous: null });
    expect((await read('oldest', {}, next!)).ids).toEqual(numbers(21, 40));
  });

  it.each([1, 7, 20, 44, 45, 46, 500])('reads each row once with %p to a page', async (size) => {
    const oldest = await walk('oldest', {}, size);
    expect(oldest.flatMap(({ ids }) => ids)).toEqual(numbers(1, 45));
    expect(oldest).toHaveLength(Math.ceil(45 / size));
    expect((await walk('latest', {}, size)).flatMap(({ ids }) => ids)).toEqual(numbers(1, 45).reverse());
  });

  it('keeps to its filters on every page', async () => {
    const pages = await walk('oldest', { even: true, atLeast: 11 }, 5);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(numbers(6, 22).map((half) => 2 * half));
  });

  it('stops at the horizon, and says where to go on', async () => {
    const pages = await walk('rank', {}, 10);
    const ranks = numbers(1, 45).sort((one, other) => (one % 7) - (other % 7) || one - other);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(ranks.filter((number) => number % 7 < 5));
    const { cursor, ids, next } = await read('rank', {}, `/numbers/?cursor=${pages.at(-1)!.cursor}`);
    expect({ cursor, ids, next }).toEqual({ cursor: pages.at(-1)!.cursor, ids: [], next: null });
  });

  it('is empty without a statement when nothing can match', async () => {
    expect(await read('oldest', undefined)).toEqual({ next: null, previous: null, ids: [] });
  });

  it.each(['x', 'MQ', '%00', 'null', '1,2', Buffer.from('20.AAAAAAAA').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(read('oldest', {}, `/numbers/?cursor=${cursor}`)).rejects.toMatchObject({
        fields: { cursor: [expect.stringContaining('This is no cursor of this list in this order.')] },
      });
    },
  );

  it('refuses a cursor of another order, and one with a letter changed', async () => {
    const { next } = await read('oldest', {});
    await expect(read('latest', {}, next!)).rejects.toMatchObject({ status: 400 });
    const cursor = new URL(next!).searchParams.get('cursor')!;
    const changed = `${cursor.startsWith('M') ? 'N' : 'M'}${cursor.slice(1)}`;
    await expect(read('oldest', {}, `/numbers/?cursor=${changed}`)).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['0', 'Ensure this value is greater than or equal to 1.'],
    ['501', 'Ensure this value is less than or equal to 500.'],
    ['ten', 'A valid integer is required.'],
  ])('refuses a page of %s', async (size, message) => {
    await expect(read('oldest', {}, `/numbers/?page_size=${size}`)).rejects.toMatchObject({
      fields: { page_size: [message] },
    });
  });
});
