import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetPeak, peakRss, usageOf } from './machine.ts';
import { progress } from './progress.ts';
import { type Server, startService } from './servers.ts';
import type { Stage } from './stage.ts';
import { quantile } from './statistics.ts';

/** A file that shows a certificate, each time that of another learner. */
export interface SheetFigures {
  readonly title: string;
  /** Milliseconds of CPU time of the process for the first one after its start. */
  readonly firstCpu: number;
  /** Milliseconds until the first one is there. */
  readonly firstLatency: number;
  /** Milliseconds of CPU time of the process for each further one. */
  readonly cpu: number;
  /** The part of it on the thread that answers requests. */
  readonly mainCpu: number;
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds of CPU time for one that is kept. */
  readonly keptCpu: number;
  readonly bytes: number;
}

export interface CertificateFigures {
  readonly sheets: readonly SheetFigures[];
  /** Most CPU time, in milliseconds, that the thread of requests used between two looks at its timers. */
  readonly longestBlock: number;
  /** Memory of the process after its start, and its peak while it set so many different PDFs, in MB. */
  readonly rssAtStart: number;
  readonly rssPeak: number;
  readonly documents: number;
}

const LOOP_WATCH = fileURLToPath(new URL('loop-watch.mjs', import.meta.url));
const WARM_UP = 20;
const CLIENTS = 4;
/** Names of as many scripts as the marks and directions of which a sheet can differ. */
const NAMES = [
  ...['Inês Vasconcelos-Lindgren', 'Nyachäŋ Ga̱tkuoth', 'Олена Коваль', 'محمد العربي', 'נועה לוי'],
  ...['आरती शर्मा', 'สมชาย ใจดี', 'ታደሰ በቀለ', '王小明', '김민수'],
];
const FILES = [
  { title: 'page', path: '', count: 300 },
  { title: 'PDF', path: 'certificate.pdf', count: 300 },
  { title: 'PDF, names in ten scripts', path: 'certificate.pdf', count: 300, names: NAMES },
  { title: 'SVG', path: 'certificate.svg', count: 150 },
  { title: 'picture to share', path: 'share.png', count: 40 },
  { title: 'picture to download', path: 'certificate.png', count: 20 },
];
type File = (typeof FILES)[number];

/** Measures what a certificate's page, PDF and pictures cost over HTTP. The limit has none of them. */
export async function measureCertificates(stage: Stage, documents: number): Promise<CertificateFigures> {
  const most = Math.max(documents, ...FILES.map(({ count }) => count + WARM_UP));
  const ids = await certificates(stage, most);
  const sheets: SheetFigures[] = [];
  for (const file of FILES) {
    await nameLearners(stage, file.names);
    sheets.push(await measureFile(stage, file, ids));
  }
  const longestBlock = await measureBlocks(stage, ids);
  const memory = await measureMemory(stage, ids.slice(0, documents));
  return { sheets, longestBlock, ...memory, documents };
}

/** Visible course certificates of as many learners, by the ids in their addresses. Gives the courses who signs them. */
async function certificates({ client }: Stage, count: number): Promise<string[]> {
  await client.query(`
    insert into course_owner (course_id, organization_id, position)
      select course.id, organization.id, 0 from course, organization`);
  await client.query(`
    insert into signatory (course_certificate_id, position, name, title, organization_name_override)
      select cc.id, position, 'Prof. Maren Holmqvist', 'Dean of Mathematics', 'Big University'
        from course_certificate cc, generate_series(0, 1) position`);
  const { rows } = await client.query<{ id: string }>(
    `select distinct on (user_id) replace(c.uuid::text, '-', '') as id
       from user_credential c join course_certificate cc on cc.id = c.course_certificate_id
      where c.status = 'awarded' and coalesce(cc.certificate_available_date, now()) <= now()
      order by user_id, c.id limit $1`,
    [count],
  );
  if (rows.length < count) throw new Error(`${count} certificates need more --learners`);
  return rows.map(({ id }) => id);
}

async function nameLearners({ client }: Stage, names = ['Learner']): Promise<void> {
  await client.query(
    `update users set full_name = ($1::text[])[1 + id % cardinality($1::text[])] || ' ' || id
      where username like 'learner\\_%'`,
    [names],
  );
}

async function measureFile(stage: Stage, file: File, ids: readonly string[]): Promise<SheetFigures> {
  const server = await startService(stage.plan);
  try {
    const [first = '', ...others] = ids;
    await fetch(`http://127.0.0.1:${server.port}/readyz`);
    const cold = await measureRequests(server, file, [first]);
    await measureRequests(server, file, others.slice(0, WARM_UP));
    const warm = await measureRequests(server, file, others.slice(WARM_UP, WARM_UP + file.count - 1));
    const kept = await measureRequests(
      server,
      file,
      Array.from({ length: file.count }, () => first),
    );
    const figures = {
      title: file.title,
      firstCpu: cold.cpu,
      firstLatency: quantile(cold.latencies, 0.5),
      cpu: warm.cpu,
      mainCpu: warm.mainCpu,
      p50: quantile(warm.latencies, 0.5),
      p95: quantile(warm.latencies, 0.95),
      keptCpu: kept.cpu,
      bytes: warm.bytes,
    };
    progress(
      `certificate, ${file.title}: ${figures.cpu.toFixed(1)} ms CPU, p50 ${figures.p50.toFixed(1)} ms`,
    );
    return figures;
  } finally {
    await server.stop();
  }
}

/** One request after the other. */
async function measureRequests(server: Server, file: File, ids: readonly string[]) {
  const before = usageOf(server.pid);
  const latencies: number[] = [];
  let bytes = 0;
  for (const id of ids) {
    const start = performance.now();
    bytes += await get(server, file, id);
    latencies.push(performance.now() - start);
  }
  const after = usageOf(server.pid);
  const each = (microseconds: number) => microseconds / 1000 / ids.length;
  return {
    cpu: each(after.cpuMicroseconds - before.cpuMicroseconds),
    mainCpu: each(after.mainCpuMicroseconds - before.mainCpuMicroseconds),
    latencies: Float64Array.from(latencies),
    bytes: bytes / ids.length,
  };
}

/** @returns the bytes that came over the wire */
async function get({ port }: Server, { path }: Pick<File, 'path'>, id: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/credentials/${id}/${path}`);
  const body = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`/credentials/…/${path}: ${response.status}`);
  return Number(response.headers.get('content-length') ?? body.byteLength);
}

/** Several clients at once ask a process that watches its event loop for every kind of file. */
async function measureBlocks(stage: Stage, ids: readonly string[]): Promise<number> {
  const report = join(stage.plan.folder, 'loop-watch.txt');
  const server = await startService(stage.plan, 'api', { preload: LOOP_WATCH, report });
  try {
    for (const file of FILES) await get(server, file, ids[0]!);
    // Starts the watch: modules are loaded, and the thread has its fonts.
    process.kill(server.pid, 'SIGUSR2');
    await Promise.all(
      FILES.map(async (file) => {
        for (const id of ids.slice(1, file.count)) await get(server, file, id);
      }),
    );
  } finally {
    await server.stop();
  }
  return Number(readFileSync(report, 'utf8'));
}

/** Several clients ask for the PDF of another learner each time. */
async function measureMemory(stage: Stage, ids: readonly string[]) {
  const server = await startService(stage.plan);
  try {
    const rssAtStart = usageOf(server.pid).rssBytes / 2 ** 20;
    forgetPeak(server.pid);
    const open = ids[Symbol.iterator]();
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (const id of open) await get(server, { path: 'certificate.pdf' }, id);
      }),
    );
    const rssPeak = peakRss(server.pid) / 2 ** 20;
    progress(`certificate, ${ids.length} different PDFs: ${rssPeak.toFixed(0)} MB`);
    return { rssAtStart, rssPeak };
  } finally {
    await server.stop();
  }
}
