import { startOther } from './against.ts';
import type { Options } from './options.ts';
import { measurePairs } from './pairs.ts';
import { progress } from './progress.ts';
import { startService } from './servers.ts';
import { type Slice, Slicer } from './slice.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { workNamed } from './works/index.ts';

/** A work on two databases that differ in the triggers of the audit log alone. */
export interface AuditFigures {
  readonly work: string;
  readonly title: string;
  /** CPU time of service and database a request, microseconds. */
  readonly withLog: number;
  readonly without: number;
  /** The median of the quotients of neighbouring slices. */
  readonly cpuRatio: number;
  /** Requests/s with the log by those without it. */
  readonly rateRatio: number;
}

const WORKS = ['create', 'grade'];

const SILENCE = `do $$ declare audit record; begin
  for audit in select tgrelid::regclass as changed, tgname from pg_trigger where tgname like '%\\_audit\\_%\\_tg' loop
    execute format('alter table %s disable trigger %I', audit.changed, audit.tgname);
  end loop;
end $$`;

const cost = ({ cpu, databaseCpu }: Slice) => cpu + databaseCpu;

/** Measures changes with and without the rows of the audit log, in turns. */
export async function measureAudit(stage: Stage, options: Options): Promise<AuditFigures[]> {
  const { data: world, connections, seconds } = options;
  const logged = await startService(stage.plan);
  try {
    const silent = await startOther(stage, world, options.dist, SILENCE);
    try {
      const slicer = new Slicer(stage);
      const all: AuditFigures[] = [];
      for (const work of WORKS.map(workNamed)) {
        const pairs = await measurePairs(slicer, [logged, silent], { work, world, connections }, seconds);
        const figures = {
          work: work.name,
          title: work.title,
          withLog: median(pairs.map(([one]) => cost(one))),
          without: median(pairs.map(([, other]) => cost(other))),
          cpuRatio: median(pairs.map(([one, other]) => cost(one) / cost(other))),
          rateRatio: median(pairs.map(([one, other]) => one.rate / other.rate)),
        };
        progress(
          `${work.title}: CPU with by without the audit log ${figures.cpuRatio.toFixed(2)}, rate ${figures.rateRatio.toFixed(2)}`,
        );
        all.push(figures);
      }
      return all;
    } finally {
      await silent.stop();
    }
  } finally {
    await logged.stop();
  }
}
