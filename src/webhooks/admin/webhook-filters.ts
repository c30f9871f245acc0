import type { StatementRunner } from '../../platform/database/index.js';
import { ValidationError } from '../../platform/errors/index.js';
import { findOrganizations, findPrograms, nameOrganizations } from '../webhooks.sql.js';

/**
 * The programs of a filter.
 * @param before those that the webhook has, which may be gone from the catalog
 * @throws ValidationError naming one that the catalog does not know
 */
export async function requirePrograms(
  runner: StatementRunner,
  uuids: readonly string[],
  before: readonly string[],
): Promise<string[]> {
  const found = await runner.run(findPrograms, [uuids]);
  const known = new Set([...before, ...found.map(({ uuid }) => uuid)]);
  const missing = uuids.find((uuid) => !known.has(uuid));
  if (missing !== undefined) throw new ValidationError({ programs: [`No program has the uuid ${missing}.`] });
  return [...uuids].sort();
}

/**
 * The uuids of the organizations of a filter, by their keys; in place of a key the uuid of one that the webhook has and the
 * catalog has no more. Several partners of a catalog may have one key: then all count.
 * @throws ValidationError naming one that the catalog does not know
 */
export async function requireOrganizations(
  runner: StatementRunner,
  keys: readonly string[],
  before: readonly string[],
): Promise<string[]> {
  const found = await runner.run(findOrganizations, [keys]);
  const uuids = keys.flatMap((key) => {
    const named = found.filter((organization) => organization.key === key).map(({ uuid }) => uuid);
    if (named.length > 0) return named;
    if (before.includes(key)) return [key];
    throw new ValidationError({ organizations: [`No organization has the key ${key}.`] });
  });
  return [...new Set(uuids)].sort();
}

/** The keys of organizations by their uuids. */
export async function keysOf(
  runner: StatementRunner,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = uuids.length === 0 ? [] : await runner.run(nameOrganizations, [uuids]);
  return new Map(found.map(({ uuid, key }) => [uuid, key]));
}
