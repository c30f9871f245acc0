import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { creditRequests } from './credit-requests.ts';
import { Random } from './load/random.ts';
import { progress } from './progress.ts';
import { type Server, startService } from './servers.ts';
import type { Stage } from './stage.ts';
import { median, quantile } from './statistics.ts';
import { workNamed } from './works/index.ts';
import type { World } from './world/names.ts';

export interface OutboxFigures {
  /** Milliseconds of a credit request's transaction without its event, over all connections. */
  readonly withoutEvent: number;
  /** The same with the event for its one subscriber. */
  readonly withEvent: number;
  /** The same with one more subscriber. */
  readonly withTwoSubscribers: number;
  /** Medians of the quotients of neighbours: with one subscriber by without, and with two by without. */
  readonly enqueueRatio: number;
  readonly twoSubscribersRatio: number;
  /** Milliseconds from the start of the sending transaction until its mail is recorded as sent, on an idle queue. */
  readonly deliveryP50: number;
  readonly deliveryP95: number;
}

const WRITERS = 4;
const SLICE = 500;
const DELIVERIES = 100;
const PAUSE = 50;
const PATIENCE = 10_000;

export async function measureOutbox(stage: Stage, world: World, seconds: number): Promise<OutboxFigures> {
  const figures = {
    ...(await measureEnqueue(stage, world, seconds)),
    ...(await measureDelivery(stage, world)),
  };
  progress(
    `outbox: enqueueing costs ${figures.enqueueRatio.toFixed(2)} times the transaction without it, ${figures.twoSubscribersRatio.toFixed(2)} for two subscribers; delivered in ${figures.deliveryP95.toFixed(1)} ms (p95)`,
  );
  return figures;
}

/** Runs the transaction of a credit request without an event, with one subscriber of it, and with two, in turns. */
async function measureEnqueue(stage: Stage, world: World, seconds: number) {
  const pool = new pg.Pool({ connectionString: stage.plan.databaseUrl, max: WRITERS + 1 });
  const requests = await creditRequests(stage.plan.dist, pool, world);
  const slice = async (...subscribers: string[]): Promise<number> => {
    let count = 0;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        const client = await pool.connect();
        for (; performance.now() < start + SLICE; count += 1) await requests.send(client, subscribers);
        client.release();
      }),
    );
    return (performance.now() - start) / count;
  };
  const turn = async () => ({
    none: await slice(),
    one: await slice('bench.one'),
    two: await slice('bench.one', 'bench.two'),
  });
  await turn();
  const turns: Awaited<ReturnType<typeof turn>>[] = [];
  for (let count = 0; count < seconds; count++) turns.push(await turn());
  await requests.quiet();
  await pool.end();
  return {
    withoutEvent: median(turns.map(({ none }) => none)),
    withEvent: median(turns.map(({ one }) => one)),
    withTwoSubscribers: median(turns.map(({ two }) => two)),
    enqueueRatio: median(turns.map(({ none, one }) => one / none)),
    twoSubscribersRatio: median(turns.map(({ none, two }) => two / none)),
  };
}

/** Sends credit requests one by one to a process that serves and delivers. Mails become files. */
async function measureDelivery({ client, plan, tokenFor }: Stage, world: World) {
  // Messages of earlier works must not be measured.
  await client.query('truncate outbox, pathway_notification');
  const service = await startService(plan, 'all');
  const work = workNamed('send');
  const random = new Random(1);
  try {
    for (let turn = 0; turn < DELIVERIES; turn++) {
      // Starts at the last program, because the work itself started at the first.
      const call = work.call(world, world.learners * 40 - turn, random);
      await send(service, call.path, call.body!, tokenFor(work));
      await delay(PAUSE);
    }
    for (let waited = 0; waited < PATIENCE && (await open(client)) > 0; waited += PAUSE) await delay(PAUSE);
    const { rows } = await client.query<{ milliseconds: number }>(
      `select extract(epoch from done_at - created)::float8 * 1000 as milliseconds from outbox where state = 'done'`,
    );
    if (rows.length !== DELIVERIES) throw new Error(`Only ${rows.length} of ${DELIVERIES} mails went out`);
    const times = Float64Array.from(rows, ({ milliseconds }) => milliseconds);
    return { deliveryP50: quantile(times, 0.5), deliveryP95: quantile(times, 0.95) };
  } finally {
    await service.stop();
  }
}

async function send({ port }: Server, path: string, body: string, token: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
    body,
  });
  if (response.status !== 200) throw new Error(`send: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

async function open(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ open: number }>(
    `select count(*)::int as open from outbox where state in ('ready', 'leased')`,
  );
  return rows[0]!.open;
}
