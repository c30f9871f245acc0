import { parseArgs } from 'node:util';
import type { World } from './world/names.ts';

export interface Options {
  readonly data: World;
  /** Only these works; undefined means all. */
  readonly only: readonly string[] | undefined;
  /** Seconds each server is under load for each work, without the warm-up. */
  readonly seconds: number;
  readonly connections: number;
  /** Different certificates that the memory is measured with. */
  readonly documents: number;
  /** Credentials that the export writes. */
  readonly rows: number;
  readonly growth: boolean;
  /** The plans of the hot statements instead of requests. */
  readonly plans: boolean;
  readonly json: boolean;
  readonly dist: string;
  /** The folder of another build, measured in place of the limit. */
  readonly against: string | undefined;
  /** The folder for V8 profiles of the measured service; undefined: no profiles. */
  readonly profile: string | undefined;
}

const PRESETS: Readonly<Record<string, World>> = {
  S: { learners: 20_000, credentials: 200_000, runs: 1000 },
  M: { learners: 200_000, credentials: 600_000, runs: 2000 },
  L: { learners: 2_500_000, credentials: 5_000_000, runs: 5000 },
};

const HELP = `Measures the built service beside a bare node:http + pg handler with the same SQL (the limit).

  npm run bench -- [options]

  --preset S|M|L     S (default): 20,000 learners, 200,000 course credentials, 1,000 runs
                     M: 200,000 / 600,000 / 2,000    L: 2,500,000 / 5,000,000 / 5,000
  --learners N       so many learners, ten credentials each
  --only A,B         only these works; "audit" (changes with and without the audit log) and "bulk" (bulks by their
                     lengths) are measured only when they are named
  --seconds N        seconds of load for each server and work (default 6)
  --connections N    connections of the load (default 16)
  --documents N      different certificates while the work "certificate" measures memory (default 1000)
  --rows N           credentials that the work "export" adds and writes (default 1000000); it runs by name only
  --plans            the hot statements in the database: milliseconds, pages, indexes
  --growth           cost per request at 1, 4 and 16 times the data; writes docs/images/growth.svg
  --json             the result as JSON on standard output
  --dist DIR         folder of the built service (default dist)
  --against DIR      beside another build of the service, in place of the limit; it finds its node_modules by itself
  --profile DIR      write a V8 CPU profile of the service into this folder

See docs/performance.md.
`;

/** Thrown for a wrong call. The message is for the caller. */
export class UsageError extends Error {}

/**
 * @returns undefined after a call for help only
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) {
    process.stdout.write(HELP);
    return undefined;
  }
  if (values.growth && values.against !== undefined) {
    throw new UsageError('--growth and --against do not go together');
  }
  const preset = PRESETS[values.preset.toUpperCase()];
  if (preset === undefined) throw new UsageError(`--preset must be S, M or L, not "${values.preset}"`);
  const learners = values.learners === undefined ? undefined : whole('learners', values.learners, 100);
  return {
    data: learners === undefined ? preset : { learners, credentials: learners * 10, runs: PRESETS.S!.runs },
    only: values.only?.split(','),
    seconds: whole('seconds', values.seconds, 1),
    connections: whole('connections', values.connections, 1),
    documents: whole('documents', values.documents, 1),
    rows: whole('rows', values.rows, 50),
    growth: values.growth,
    plans: values.plans,
    json: values.json,
    dist: values.dist,
    against: values.against,
    profile: values.profile,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        preset: { type: 'string', default: 'S' },
        learners: { type: 'string' },
        only: { type: 'string' },
        seconds: { type: 'string', default: '6' },
        connections: { type: 'string', default: '16' },
        documents: { type: 'string', default: '1000' },
        rows: { type: 'string', default: '1000000' },
        growth: { type: 'boolean', default: false },
        plans: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        dist: { type: 'string', default: 'dist' },
        against: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function whole(name: string, text: string, min: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= min) return number;
  throw new UsageError(`--${name} must be a whole number of at least ${min}, not "${text}"`);
}
