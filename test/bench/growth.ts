import { chosen } from './measure-all.ts';
import type { Options } from './options.ts';
import { progress, timed } from './progress.ts';
import { startService } from './servers.ts';
import { figuresOf, type Figures, type Slice, Slicer } from './slice.ts';
import type { Stage } from './stage.ts';
import { workNamed } from './works/index.ts';
import { generateCatalog, generateLearners } from './world/generate.ts';
import type { World } from './world/names.ts';

export interface GrowthPoint {
  readonly credentials: number;
  /** CPU time of service and database together, microseconds a request. */
  readonly cost: number;
  readonly figures: Figures;
}

export interface Growth {
  readonly work: string;
  readonly title: string;
  readonly points: readonly GrowthPoint[];
}

const FACTORS = [1, 4, 16];
const USUAL = ['status', 'list-username', 'retrieve', 'create', 'list-first', 'list-deep'];
const WARM_UP = 2500;

/** Measures works at 1, 4 and 16 times the learners, each with as many credentials as before. */
export async function measureGrowth(stage: Stage, options: Options): Promise<Growth[]> {
  const works = options.only === undefined ? USUAL.map(workNamed) : chosen(options);
  const slicer = new Slicer(stage);
  const points = new Map(works.map(({ name }) => [name, [] as GrowthPoint[]]));
  await generateCatalog(stage.client, options.data);
  let grown = 0;
  for (const factor of FACTORS) {
    const world = times(options.data, factor);
    const { learners, credentials } = world;
    await timed(`${learners} learners, ${credentials} course credentials`, () =>
      generateLearners(stage.client, world, {
        from: grown,
        to: learners,
        credentials: ((learners - grown) / learners) * credentials,
      }),
    );
    grown = learners;
    const service = await startService(stage.plan);
    try {
      for (const work of works) {
        const { connections, seconds } = options;
        const plan = { work, world, connections };
        await slicer.run(service, { ...plan, milliseconds: WARM_UP, seed: 0 });
        const slices: Slice[] = [];
        for (let seed = 1; seed <= seconds; seed++) {
          slices.push(await slicer.run(service, { ...plan, milliseconds: 1000, seed }));
        }
        const figures = figuresOf(slices);
        const cost = figures.cpuMicroseconds + figures.databaseCpuMicroseconds;
        points.get(work.name)!.push({ credentials, cost, figures });
        progress(`${work.title}: ${cost.toFixed(0)} µs a request, p50 ${figures.p50.toFixed(2)} ms`);
      }
    } finally {
      await service.stop();
    }
  }
  return works.map(({ name, title }) => ({ work: name, title, points: points.get(name)! }));
}

function times({ learners, credentials, runs }: World, factor: number): World {
  return { learners: learners * factor, credentials: credentials * factor, runs };
}
