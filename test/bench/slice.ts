import type { LoadResult } from './load/protocol.ts';
import { familyCpu, forgetPeak, peakRss, usageOf } from './machine.ts';
import { COMPARED_CALLS } from './same-answers.ts';
import type { Server } from './servers.ts';
import type { Stage } from './stage.ts';
import { joined, median, quantile } from './statistics.ts';
import type { Work } from './works/index.ts';
import type { World } from './world/names.ts';

/** One short time of load on one server. */
export interface Slice {
  readonly rate: number;
  /** CPU time of the server process, microseconds a request. */
  readonly cpu: number;
  /** CPU time of all processes of the database server, microseconds a request. */
  readonly databaseCpu: number;
  /** The part of one core that the server used. */
  readonly busy: number;
  /** The peak of the server's memory meanwhile. */
  readonly rssBytes: number;
  readonly requests: number;
  readonly bodyBytes: number;
  readonly latencies: Float64Array;
}

export interface SlicePlan {
  readonly work: Work;
  readonly world: World;
  readonly connections: number;
  readonly milliseconds: number;
  readonly seed: number;
}

/** Loads servers slice by slice, and asks for no new credential twice. */
export class Slicer {
  private readonly stage: Stage;
  private readonly turns = new Map<string, number>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  private turnOf({ name }: Work): number {
    return this.turns.get(name) ?? COMPARED_CALLS;
  }

  async run(server: Server, plan: SlicePlan): Promise<Slice> {
    const { stage } = this;
    const { work, world, connections, milliseconds, seed } = plan;
    forgetPeak(server.pid);
    const before = usageOf(server.pid);
    const databaseBefore = familyCpu(stage.postgresPid);
    const result = await stage.load.run({
      port: server.port,
      work: work.name,
      world,
      token: stage.tokenFor(work),
      connections,
      milliseconds,
      seed,
      turn: this.turnOf(work),
    });
    this.turns.set(work.name, result.turn);
    const after = usageOf(server.pid);
    const cpu = after.cpuMicroseconds - before.cpuMicroseconds;
    return {
      rate: (result.requests / result.milliseconds) * 1000,
      cpu: cpu / result.requests,
      databaseCpu: (familyCpu(stage.postgresPid) - databaseBefore) / result.requests,
      busy: cpu / 1000 / result.milliseconds,
      rssBytes: peakRss(server.pid),
      ...sizes(result),
    };
  }
}

function sizes({ requests, bodyBytes, latencies }: LoadResult) {
  return { requests, bodyBytes: bodyBytes / requests, latencies };
}

export interface Figures {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
  readonly databaseCpuMicroseconds: number;
  readonly busy: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly rssMb: number;
  readonly requests: number;
  readonly bodyBytes: number;
}

export function figuresOf(slices: readonly Slice[]): Figures {
  const latencies = joined(slices.map((slice) => slice.latencies));
  const middle = (pick: (slice: Slice) => number) => median(slices.map(pick));
  return {
    requestsPerSecond: middle(({ rate }) => rate),
    cpuMicroseconds: middle(({ cpu }) => cpu),
    databaseCpuMicroseconds: middle(({ databaseCpu }) => databaseCpu),
    busy: middle(({ busy }) => busy),
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    rssMb: Math.max(...slices.map(({ rssBytes }) => rssBytes)) / 2 ** 20,
    requests: slices.reduce((sum, { requests }) => sum + requests, 0),
    bodyBytes: middle(({ bodyBytes }) => bodyBytes),
  };
}
