import { parseArgs } from 'node:util';
import { isRole, ROLES, type Role } from './roles.ts';

/** The seed of the build: each run of it asks the same. */
const BUILD_SEED = 20_261_125;

export interface Options {
  readonly roles: readonly Role[];
  readonly seeds: readonly number[];
  /** Seconds for each role and seed; undefined: each operation gets a fixed number of requests, however long they take. */
  readonly seconds: number | undefined;
  /** File for the counts as JSON. */
  readonly results: string | undefined;
}

/** A wrong use of the command. */
export class UsageError extends Error {}

export const USAGE = `npm run test:fuzz -- [--seed N] [--role ${ROLES.join('|')}] [--time SECONDS] [--build]

  --seed   ask what a run with this seed asked; without it: seed ${BUILD_SEED}, then a random one
  --role   as one role only
  --time   go on asking for this long, for each role and seed
  --build  seed ${BUILD_SEED} only, as the build does`;

export function readOptions(args: readonly string[]): Options {
  const { seed, role, time, build, results } = parse(args);
  if (role !== undefined && !isRole(role)) throw new UsageError(`There is no role ${role}.`);
  const random = Math.floor(Math.random() * 2 ** 31);
  const given = numberIn('seed', seed);
  return {
    roles: role === undefined ? ROLES : [role],
    seeds: given !== undefined ? [given] : build ? [BUILD_SEED] : [BUILD_SEED, random],
    seconds: numberIn('time', time),
    results,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        role: { type: 'string' },
        time: { type: 'string' },
        build: { type: 'boolean' },
        results: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function numberIn(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`--${name} takes a whole number.`);
  return Number(text);
}
