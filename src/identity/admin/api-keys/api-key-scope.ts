import type { StatementRunner } from '../../../platform/database/index.js';
import { ValidationError } from '../../../platform/errors/index.js';
import { findOrganizations, findPrograms } from '../../api-keys/index.js';

interface Scope {
  readonly programs: readonly string[];
  readonly organizations: readonly string[];
  readonly unlimited: boolean;
}

/** @throws ValidationError unless a key has either a scope or is said to have none */
export function requireScope({ programs, organizations, unlimited }: Scope): void {
  if (unlimited === (programs.length + organizations.length === 0)) return;
  const message = unlimited
    ? 'An unlimited key has no programs and organizations.'
    : 'Enter programs or organizations, or "unlimited": true.';
  throw new ValidationError({ non_field_errors: [message] });
}

/**
 * The programs of a scope.
 * @param before those that the key has, which may be gone from the catalog
 * @throws ValidationError naming one that the catalog does not know
 */
export async function requirePrograms(
  runner: StatementRunner,
  uuids: readonly string[],
  before: readonly string[] = [],
): Promise<string[]> {
  const found = await runner.run(findPrograms, [uuids]);
  const known = [...before, ...found.map(({ uuid }) => uuid)];
  const missing = uuids.find((uuid) => !known.includes(uuid));
  if (missing !== undefined) throw new ValidationError({ programs: [`No program has the uuid ${missing}.`] });
  return [...uuids].sort();
}

/**
 * The uuids of the organizations of a scope, by their keys; in place of a key the uuid of one that the key has and the
 * catalog has no more.
 * @throws ValidationError naming one that the catalog does not know, or knows twice
 */
export async function requireOrganizations(
  runner: StatementRunner,
  keys: readonly string[],
  before: readonly string[] = [],
): Promise<string[]> {
  const found = await runner.run(findOrganizations, [keys]);
  const uuids = keys.map((key) => {
    const [one, other] = found.filter((organization) => organization.key === key);
    const problem =
      other === undefined ? `No organization has the key ${key}.` : `Several have the key ${key}.`;
    const uuid = other === undefined ? (one?.uuid ?? before.find((known) => known === key)) : undefined;
    if (uuid === undefined) throw new ValidationError({ organizations: [problem] });
    return uuid;
  });
  return uuids.sort();
}
