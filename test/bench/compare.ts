import { measurePairs } from './pairs.ts';
import { progress } from './progress.ts';
import { differentAnswer } from './same-answers.ts';
import type { Server } from './servers.ts';
import { figuresOf, type Figures, type Slicer } from './slice.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import type { Work } from './works/index.ts';
import type { World } from './world/names.ts';

/** A work on both servers. A ratio above 1 means that the service is better than the limit. */
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

/** Checks that service and limit give the same answers, then loads them in turns. */
export async function compare(
  { stage, slicer, world }: { stage: Stage; slicer: Slicer; world: World },
  { service, limit }: { readonly service: Server; readonly limit: Server },
  work: Work,
  { seconds, connections }: CompareOptions,
): Promise<Comparison> {
  const difference = await differentAnswer([service, limit], work, world, stage.tokenFor(work));
  if (difference !== undefined) throw new Error(difference);
  const pairs = await measurePairs(slicer, [service, limit], { work, world, connections }, seconds);
  const comparison = {
    work: work.name,
    title: work.title,
    service: figuresOf(pairs.map(([own]) => own)),
    limit: figuresOf(pairs.map(([, bare]) => bare)),
    cpuRatio: median(pairs.map(([own, bare]) => bare.cpu / own.cpu)),
    rateRatio: median(pairs.map(([own, bare]) => own.rate / bare.rate)),
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
