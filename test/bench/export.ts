import type pg from 'pg';
import { forgetPeak, peakRss } from './machine.ts';
import { progress, timed } from './progress.ts';
import { type Server, startService } from './servers.ts';
import type { Stage } from './stage.ts';
import { workNamed } from './works/index.ts';
import { runKey, SPARE_RUNS, type World } from './world/names.ts';

/** One export from a running service. */
export interface ExportRun {
  readonly format: string;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly megabytes: number;
  /** Highest memory of the process while it wrote. */
  readonly peakRssMegabytes: number;
}

/** Exports a fiftieth of the rows and all of them, in both forms: memory must not grow with the rows. */
export async function measureExports(stage: Stage, world: World, rows: number): Promise<ExportRun[]> {
  await timed(`${rows} credentials to export`, () => generateMore(stage.client, world, rows));
  const service = await startService(stage.plan);
  const token = stage.tokenFor(workNamed('retrieve'));
  const few = `course_run=${encodeURIComponent(runKey(world.runs))}`;
  try {
    // The first ones also load what each process loads once.
    for (const format of ['csv', 'ndjson']) await read(service, format, few, token);
    const runs: ExportRun[] = [];
    for (const format of ['csv', 'ndjson'])
      for (const filter of [few, '']) runs.push(await read(service, format, filter, token));
    return runs;
  } finally {
    await service.stop();
  }
}

/** Each of `rows / SPARE_RUNS` new learners gets one credential in each run that has none. */
async function generateMore(client: pg.Client, { runs }: World, rows: number): Promise<void> {
  // Without the triggers, which look at each learner.
  await client.query(`set session_replication_role = replica`);
  await client.query(
    `insert into users (username, email) select 'exported_' || n, 'exported_' || n || '@example.org'
       from generate_series(1, $1::int) n`,
    [Math.ceil(rows / SPARE_RUNS)],
  );
  await client.query(
    `insert into user_credential (user_id, course_certificate_id, status)
       select u.id, cc.id, 'awarded' from users u cross join course_certificate cc
        where u.username like 'exported\\_%' and cc.course_id = any($1::text[])`,
    [Array.from({ length: SPARE_RUNS }, (_, run) => runKey(runs + run))],
  );
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
}

async function read(
  { port, pid }: Server,
  format: string,
  filter: string,
  token: string,
): Promise<ExportRun> {
  forgetPeak(pid);
  const fields = 'uuid,username,name,email,course_run,course_title,mode,status,created,percent_grade';
  const start = performance.now();
  const response = await fetch(
    `http://127.0.0.1:${port}/api/v2/credentials/export/?format=${format}&fields=${fields}&${filter}`,
    { headers: { authorization: `JWT ${token}` } },
  );
  if (response.status !== 200) throw new Error(`export: ${response.status} ${await response.text()}`);
  let lines = 0;
  let bytes = 0;
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    for (const byte of piece) if (byte === 10) lines += 1;
  }
  const seconds = (performance.now() - start) / 1000;
  const rows = format === 'csv' ? lines - 1 : lines;
  const run = {
    format,
    rows,
    rowsPerSecond: rows / seconds,
    megabytes: bytes / 1e6,
    peakRssMegabytes: peakRss(pid) / 1e6,
  };
  progress(`export: ${rows} rows as ${format}, peak ${run.peakRssMegabytes.toFixed(0)} MB`);
  return run;
}
