import type { FindManyOptions, ObjectLiteral, Repository } from 'typeorm';
import type { PageRequest } from './paged-list.js';
import { ENTRIES_PER_PAGE, pageJson, parsePage, resolvePage } from './pagination.js';

/**
 * Reads a page of a cold list as JSON text, through TypeORM: one statement for the count, one or more for the rows.
 * @param options which rows, in an order without ties
 * @param answersOf makes the answers of the whole page at once; their keys have the order of the answer's class
 * @throws NotFoundError when there is no such page
 */
export async function findPage<Entity extends ObjectLiteral>(
  repository: Repository<Entity>,
  options: FindManyOptions<Entity> & Required<Pick<FindManyOptions<Entity>, 'order'>>,
  { publicUrl, address, page }: PageRequest,
  answersOf: (entities: Entity[]) => object[] | Promise<object[]>,
): Promise<string> {
  const asked = parsePage(page);
  const count = await repository.count({ where: options.where });
  const number = resolvePage(asked, count);
  const rows = await repository.find({
    ...options,
    skip: (number - 1) * ENTRIES_PER_PAGE,
    take: ENTRIES_PER_PAGE,
  });
  return pageJson(publicUrl, address, number, count, JSON.stringify(await answersOf(rows)));
}
