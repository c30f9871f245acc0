import { progress } from './progress.ts';
import { sameAnswers } from './same-answers.ts';
import type { Server } from './servers.ts';
import { figuresOf, type Figures, type Slice, type Slicer } from './slice.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import type { Work } from './works/index.ts';
import type { World } from './world/names.ts';

/** A work on both servers. Ratios above 1 would mean that the service is better than the limit. */
export interface Comparison {
  readonly work: string;
  readonly title: string;
  readonly service: Figures;
  readonly limit: Figures;
  /** The limit's CPU time per request divided by the service's. */
  readonly cpuRatio: number;
  /** The service's requests/s divided by the limit's. */
  readonly rateRatio: number;
  readonly target: Work['target'];
}

export interface CompareOptions {
  readonly seconds: number;
  readonly connections: number;
}

const SLICE_SECONDS = 1;
const WARM_UP = 2500;

/**
 * Loads service and limit in turns, in short slices, and compares neighbours: a machine that slows down meanwhile slows
 * both. The order changes from pair to pair (AB BA AB ...), so that a steady drift favours neither.
 */
export async function compare(
  { stage, slicer, world }: { stage: Stage; slicer: Slicer; world: World },
  servers: { readonly service: Server; readonly limit: Server },
  work: Work,
  { seconds, connections }: CompareOptions,
): Promise<Comparison> {
  await sameAnswers(stage, servers, work, world);
  const plan = { work, world, connections };
  const { service, limit } = servers;
  for (const server of [service, limit]) {
    await slicer.run(server, { ...plan, milliseconds: WARM_UP, seed: 0 });
  }
  const pairs: { service: Slice; limit: Slice }[] = [];
  const count = Math.max(1, Math.round(seconds / SLICE_SECONDS));
  for (let seed = 1; seed <= count; seed++) {
    const slice = { ...plan, milliseconds: (seconds / count) * 1000, seed };
    if (seed % 2 === 1) {
      const first = await slicer.run(service, slice);
      pairs.push({ service: first, limit: await slicer.run(limit, slice) });
    } else {
      const first = await slicer.run(limit, slice);
      pairs.push({ service: await slicer.run(service, slice), limit: first });
    }
  }
  const comparison = {
    work: work.name,
    title: work.title,
    service: figuresOf(pairs.map((pair) => pair.service)),
    limit: figuresOf(pairs.map((pair) => pair.limit)),
    cpuRatio: median(pairs.map((pair) => pair.limit.cpu / pair.service.cpu)),
    rateRatio: median(pairs.map((pair) => pair.service.rate / pair.limit.rate)),
    target: work.target,
  };
  progress(summary(comparison));
  return comparison;
}

function summary({ title, service, limit, cpuRatio, rateRatio }: Comparison): string {
  const of = ({ requestsPerSecond, cpuMicroseconds }: Figures) =>
    `${requestsPerSecond.toFixed(0)}/s ${cpuMicroseconds.toFixed(0)} µs`;
  return `${title}: service ${of(service)}, limit ${of(limit)}; ratios: CPU ${cpuRatio.toFixed(2)}, rate ${rateRatio.toFixed(2)}`;
}
