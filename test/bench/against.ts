import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Options } from './options.ts';
import { measurePairs } from './pairs.ts';
import { progress, timed } from './progress.ts';
import { differentAnswer } from './same-answers.ts';
import { type Server, startService } from './servers.ts';
import { type Figures, figuresOf, Slicer } from './slice.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import type { Work } from './works/index.ts';
import { generate } from './world/generate.ts';
import type { World } from './world/names.ts';

/** A work on our service and on another build. */
export interface Duel {
  readonly work: string;
  readonly title: string;
  readonly ours: Figures;
  readonly theirs: Figures;
  /** Our CPU time a request divided by theirs: below 1 is better. */
  readonly cpuRatio: number;
  /** Our requests/s divided by theirs: above 1 is better. */
  readonly rateRatio: number;
}

const DATABASE = 'against';

/** Measures works on our service and on the build in the folder `dist`, which has a database of its own. */
export async function measureAgainst(
  stage: Stage,
  options: Options,
  works: readonly Work[],
  dist: string,
): Promise<Duel[]> {
  const ours = await startService(stage.plan);
  try {
    const theirs = await startOther(stage, options.data, dist);
    try {
      const slicer = new Slicer(stage);
      const duels: Duel[] = [];
      for (const work of works) duels.push(await duel(stage, slicer, [ours, theirs], work, options));
      return duels;
    } finally {
      await theirs.stop();
    }
  } finally {
    await ours.stop();
  }
}

/**
 * The other service migrates its own database. The bench knows no file of it but `main.js`.
 * @param prepare SQL for its database, after the data
 */
export async function startOther(
  { client, plan }: Stage,
  world: World,
  dist: string,
  prepare?: string,
): Promise<Server> {
  await client.query(`create database ${DATABASE}`);
  const url = new URL(plan.databaseUrl);
  url.pathname = `/${DATABASE}`;
  const folder = join(plan.folder, DATABASE);
  await mkdir(folder);
  const server = await startService({ ...plan, dist, databaseUrl: url.href, folder, profile: undefined });
  const own = new pg.Client({ connectionString: url.href });
  try {
    await own.connect();
    await timed('the same for the other service', () => generate(own, world));
    if (prepare !== undefined) await own.query(prepare);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await own.end();
  }
}

async function duel(
  stage: Stage,
  slicer: Slicer,
  servers: readonly [Server, Server],
  work: Work,
  { data: world, connections, seconds }: Options,
): Promise<Duel> {
  const token = stage.tokenFor(work);
  // A change may alter an answer on purpose, so a difference is reported and is no failure.
  const difference = await differentAnswer(servers, work, world, token, { sameDatabase: false });
  if (difference !== undefined) progress(difference);
  const pairs = await measurePairs(slicer, servers, { work, world, connections }, seconds);
  const result = {
    work: work.name,
    title: work.title,
    ours: figuresOf(pairs.map(([own]) => own)),
    theirs: figuresOf(pairs.map(([, other]) => other)),
    cpuRatio: median(pairs.map(([own, other]) => own.cpu / other.cpu)),
    rateRatio: median(pairs.map(([own, other]) => own.rate / other.rate)),
  };
  progress(
    `${work.title}: ours by theirs: CPU ${result.cpuRatio.toFixed(2)}, rate ${result.rateRatio.toFixed(2)}`,
  );
  return result;
}
