import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { queryRows } from './query-rows.js';

/** Takes a line of progress. */
export type Say = (line: string) => void;

const LOOK_EVERY_MS = 400;

/** A session is named again after that time. */
const REPEAT_MS = 15_000;

interface Blocker {
  readonly pid: number;
  readonly application: string;
  readonly state: string;
  readonly seconds: number;
}

/** Says for which sessions a connection waits. It shows no statements: they hold personal data. */
export class BlockerWatch {
  /** The sessions that were in the way when it looked last, as a sentence. */
  last = '';
  private readonly told = new Map<number, number>();
  private readonly stopped = new AbortController();
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly say: Say,
  ) {}

  async start(runner: QueryRunner): Promise<void> {
    const [own] = await queryRows<{ pid: number }>(runner, 'select pg_backend_pid() as pid');
    this.watching = this.watch(own!.pid);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.watching;
  }

  private async watch(pid: number): Promise<void> {
    const { signal } = this.stopped;
    for (;;) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      // A look that fails only costs a line of progress.
      this.tell(await this.blockers(pid).catch(() => []));
    }
  }

  private blockers(pid: number): Promise<Blocker[]> {
    return this.dataSource.query<Blocker[]>(
      `select pid, application_name as application, coalesce(state, 'in the background') as state,
              coalesce(extract(epoch from clock_timestamp() - coalesce(xact_start, backend_start)), 0)::int as seconds
         from pg_stat_activity where pid = any (pg_blocking_pids($1)) order by xact_start`,
      [pid],
    );
  }

  private tell(blockers: readonly Blocker[]): void {
    if (blockers.length === 0) return;
    const sessions = blockers.map(
      ({ pid, application, state, seconds }) =>
        `process ${pid} (${application || 'without a name'}, ${state}, transaction open for ${seconds} s)`,
    );
    this.last = `It waited for ${sessions.join(', ')}.`;
    const now = performance.now();
    const isNews = blockers.some(({ pid }) => now - (this.told.get(pid) ?? -REPEAT_MS) >= REPEAT_MS);
    if (!isNews) return;
    for (const { pid } of blockers) this.told.set(pid, now);
    this.say(`waiting for ${sessions.join(', ')}`);
  }
}
