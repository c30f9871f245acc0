import { type EntityManager, In } from 'typeorm';
import { ApiKey, ApiKeyUse } from '../../api-keys/index.js';
import type { ApiKeyAnswer, ApiKeyState } from './api-keys.dto.js';

/** The answers for some keys, read with the relation `createdBy`. @param nameOf names the organization with a uuid */
export async function answersOf(
  manager: EntityManager,
  keys: readonly ApiKey[],
  nameOf: (uuids: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<ApiKeyAnswer[]> {
  if (keys.length === 0) return [];
  const uses = await manager.findBy(ApiKeyUse, { userId: In(keys.map(({ userId }) => userId)) });
  const names = await nameOf(keys.flatMap(({ organizations }) => organizations));
  return keys.map((key) => ({
    id: key.keyId,
    name: key.name,
    state: stateOf(key),
    permissions: key.permissions,
    programs: key.programs,
    organizations: key.organizations.map((uuid) => names.get(uuid) ?? uuid),
    unlimited: key.unlimited,
    expires_at: key.expiresText,
    revoked_at: key.revokedText,
    last_used_at: uses.find(({ userId }) => userId === key.userId)?.usedText ?? null,
    created_by: key.createdBy?.username ?? null,
    created: key.createdText,
    updated_at: key.modifiedText,
  }));
}

function stateOf({ revokedAt, isExpired }: ApiKey): ApiKeyState {
  if (revokedAt !== null) return 'revoked';
  return isExpired ? 'expired' : 'active';
}
