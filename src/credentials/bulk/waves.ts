import type { CredentialKey } from './bulk.sql.js';

export const keyOf = ({ kind, userId, certificateId }: CredentialKey): string =>
  `${kind}:${userId}:${certificateId}`;

/**
 * Divides changes into waves. All changes of a wave happen at once; the result is that of all changes one after the other.
 *
 * - Two changes of one credential are in two waves.
 * - Program credentials rest on the course credentials that there are at each moment (`visibility.ts`). So a learner with
 *   program credentials has one change a wave. Without them the order of the course credentials does not matter.
 *
 * Most lists have one wave: they are about many learners.
 * @param holders learners who have awarded program credentials
 */
export function wavesOf<T extends CredentialKey>(changes: readonly T[], holders: Iterable<number>): T[][] {
  const waves: T[][] = [];
  const holding = new Set(holders);
  const latestOfLearner = new Map<number, number>();
  const latestOfCredential = new Map<string, number>();
  for (const change of changes) {
    const key = keyOf(change);
    const { userId } = change;
    if (change.kind === 'program') holding.add(userId);
    const before = holding.has(userId) ? latestOfLearner.get(userId) : latestOfCredential.get(key);
    const wave = before === undefined ? 0 : before + 1;
    (waves[wave] ??= []).push(change);
    latestOfCredential.set(key, wave);
    latestOfLearner.set(userId, Math.max(wave, latestOfLearner.get(userId) ?? 0));
  }
  return waves;
}
