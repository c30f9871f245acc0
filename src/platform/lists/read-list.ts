import type { FindManyOptions, ObjectLiteral, Repository } from 'typeorm';
import type { RequestedPage } from './paged-list.js';
import { ITEMS_PER_PAGE, envelopeJson, readPageNumber, requirePageNumber } from './pagination.js';

/**
 * Reads a page of a cold list as JSON text, through TypeORM: one statement for the count, one or more for the rows.
 * @param options which rows, in an order without ties
 * @param answersOf makes the answers of the whole page at once; their keys have the order of the answer's class
 * @throws NotFoundError when there is no such page
 */
export async function readList<Entity extends ObjectLiteral>(
  repository: Repository<Entity>,
  options: FindManyOptions<Entity> & Required<Pick<FindManyOptions<Entity>, 'order'>>,
  { publicUrl, address, page }: RequestedPage,
  answersOf: (entities: Entity[]) => object[] | Promise<object[]>,
): Promise<string> {
  const asked = readPageNumber(page);
  const count = await repository.count({ where: options.where });
  const number = requirePageNumber(asked, count);
  const rows = await repository.find({
    ...options,
    skip: (number - 1) * ITEMS_PER_PAGE,
    take: ITEMS_PER_PAGE,
  });
  return envelopeJson(publicUrl, address, number, count, JSON.stringify(await answersOf(rows)));
}
