import { Random } from './load/random.ts';
import { progress } from './progress.ts';
import { COMPARED_CALLS } from './same-answers.ts';
import { type Server, startService } from './servers.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { workNamed } from './works/index.ts';
import type { World } from './world/names.ts';

/** Bulk issues of one length. */
export interface BulkFigures {
  readonly items: number;
  /** Median of the requests. */
  readonly milliseconds: number;
  readonly perItem: number;
  /** The time of a single issue, one after the other, by that of an item. */
  readonly ratio: number;
}

const LENGTHS = [10, 100, 1000];
const REPEATS = 7;
/** Ten requests of the longest kind are timed as one, beside the shorter ones. */
const LONG = 10_000;
const SINGLES = 200;
const RANDOM = new Random(1);

/** Sends new credentials one by one, then in bulks, one request after the other. */
export async function measureBulk(stage: Stage, world: World): Promise<BulkFigures[]> {
  const service = await startService(stage.plan);
  try {
    const work = workNamed('create');
    const token = stage.tokenFor(work);
    let turn = COMPARED_CALLS;
    const issues = (count: number) =>
      Array.from({ length: count }, () => work.call(world, turn++, RANDOM).body!);
    const bulk = (count: number) => post(service, 'bulk/', `{"items":[${issues(count).join(',')}]}`, token);
    const single: number[] = [];
    for (let count = 0; count < 2 * SINGLES; count += 1)
      single.push(await post(service, '', issues(1)[0]!, token));
    const usual = median(single.slice(SINGLES));
    const all: BulkFigures[] = [];
    const add = (items: number, milliseconds: number) => {
      const perItem = milliseconds / items;
      all.push({ items, milliseconds, perItem, ratio: usual / perItem });
      progress(`bulk of ${items}: ${milliseconds.toFixed(0)} ms, ${perItem.toFixed(3)} ms an item`);
    };
    add(1, usual);
    for (const items of LENGTHS) {
      const times: number[] = [];
      for (let repeat = 0; repeat <= REPEATS; repeat += 1) times.push(await bulk(items));
      add(items, median(times.slice(1)));
    }
    let total = 0;
    for (let sent = 0; sent < LONG; sent += LENGTHS.at(-1)!) total += await bulk(LENGTHS.at(-1)!);
    add(LONG, total);
    return all;
  } finally {
    await service.stop();
  }
}

/** @returns milliseconds until the whole answer is there */
async function post({ port }: Server, path: string, body: string, token: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/api/v2/credentials/${path}`, {
    method: 'POST',
    headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
    body,
  });
  const answer = await response.text();
  const milliseconds = performance.now() - start;
  if (!response.ok || (path !== '' && !answer.endsWith('"failed":0}'))) {
    throw new Error(`${path}: ${response.status} ${answer.slice(0, 1000)}`);
  }
  return milliseconds;
}
