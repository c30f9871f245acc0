import { beforeAll, describe, expect, it } from '@jest/globals';
import { PagedList } from '../../src/platform/lists/index.js';
import { useOpenDatabase } from '../support/open-database.js';

const parts = {
  name: 'test.list_numbers',
  from: 'listed_number n',
  id: 'n.id',
  json: `json_build_object('id', n.id, 'label', $1::text || n.id)`,
  filters: {
    atLeast: (least: string) => `n.id >= ${least}`,
    even: 'n.id % 2 = 0',
    label: (label: string) => `n.id::text = ${label}`,
  },
} as const;

interface NumberFilter {
  readonly atLeast?: number;
  readonly even?: boolean;
  readonly label?: string;
}

const list = new PagedList<NumberFilter, [prefix: string]>(parts);
const latestFirst = new PagedList<NumberFilter, [prefix: string]>({
  ...parts,
  name: 'test.list_latest',
  direction: 'desc',
  selective: ['atLeast'],
});

describe('a paged list', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await test.dataSource.query('create table listed_number as select id from generate_series(1, 45) id');
  });

  const read = async (which: typeof list, filter: NumberFilter | undefined, page?: string) => {
    const request = { publicUrl: 'http://localhost', address: '/numbers/?colour=red', page };
    const { count, next, previous, results } = JSON.parse(
      await which.read(test.database, request, filter, 'number '),
    ) as { count: number; next: string | null; previous: string | null; results: { id: number }[] };
    return { count, next, previous, ids: results.map(({ id }) => id), results };
  };

  it('has twenty entries to a page, in the order of their ids, with an exact count and links', async () => {
    const { count, next, previous, ids, results } = await read(list, {}, '2');
    expect({ count, ids }).toEqual({ count: 45, ids: Array.from({ length: 20 }, (_, n) => n + 21) });
    expect(results[0]).toEqual({ id: 21, label: 'number 21' });
    expect(next).toBe('http://localhost/numbers/?colour=red&page=3');
    expect(previous).toBe('http://localhost/numbers/?colour=red');
  });

  it('finds the last page by the count', async () => {
    expect((await read(list, {}, 'last')).ids).toEqual([41, 42, 43, 44, 45]);
    expect((await read(list, { label: 'none' }, 'last')).ids).toEqual([]);
  });

  it('combines filters; one that is undefined, empty or false narrows nothing', async () => {
    const { count, ids } = await read(list, { even: true, atLeast: 40 });
    expect({ count, ids }).toEqual({ count: 3, ids: [40, 42, 44] });
    expect((await read(list, { even: false, label: '', atLeast: undefined })).count).toBe(45);
  });

  it('lists the last id first where it is told so, whatever order the planner may use', async () => {
    expect((await read(latestFirst, {}, 'last')).ids).toEqual([5, 4, 3, 2, 1]);
    expect((await read(latestFirst, { atLeast: 43 })).ids).toEqual([45, 44, 43]);
  });

  it('is empty without a statement when nothing can match', async () => {
    expect(await read(list, undefined)).toMatchObject({ count: 0, ids: [], next: null, previous: null });
    await expect(read(list, undefined, '2')).rejects.toThrow('Invalid page.');
  });

  it('names a statement after the filters in use and makes its text once', () => {
    const { statement, values } = list.query('last', { even: true, atLeast: 3 }, 'x');
    expect(statement.name).toBe('test.list_numbers_at_least_even');
    expect(values).toEqual(['x', null, 3]);
    expect(list.query(7, { even: true, atLeast: 9 }, 'y').statement).toBe(statement);
  });
});
