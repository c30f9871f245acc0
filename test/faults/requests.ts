import { setTimeout as delay } from 'node:timers/promises';
import { mintToken } from '../support/tokens.js';

/** A credit pathway of the world that the tests start from. */
const PATHWAY = 1;

/** Pause before a request is repeated, milliseconds. */
const PAUSE = 50;

/** How long a client keeps asking, milliseconds. */
const PATIENCE = 120_000;

/** Longest wait for one answer, milliseconds. */
const TIMEOUT = 30_000;

/** Returns the status of the answer, `refused`, or `broken` when the connection ended without one. */
export async function send(url: string, learner: string): Promise<number | 'refused' | 'broken'> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `JWT ${mintToken('root', { administrator: true })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ username: learner, pathway_id: PATHWAY }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } };
    return cause?.code === 'ECONNREFUSED' ? 'refused' : 'broken';
  }
}

/** The answers and failures that clients met until all their requests were acknowledged. */
export class Tally {
  acknowledged = 0;
  refused = 0;
  broken = 0;
  /** Answers of 500 and above. */
  failed = 0;
}

/** Repeats a request until it is answered with 200, like a patient client. The address may change meanwhile. */
export async function sendUntilTaken(url: () => string, learner: string, tally: Tally): Promise<void> {
  const last = performance.now() + PATIENCE;
  while (performance.now() < last) {
    const outcome = await send(url(), learner);
    if (outcome === 200) {
      tally.acknowledged += 1;
      return;
    }
    if (typeof outcome === 'string') tally[outcome] += 1;
    else if (outcome >= 500) tally.failed += 1;
    else throw new Error(`the request of ${learner} was answered with ${outcome}`);
    await delay(PAUSE);
  }
  throw new Error(`the request of ${learner} was not taken within ${PATIENCE / 1000} s`);
}

/** `learner-<first>` to `learner-<last>`. */
export function learners(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `learner-${first + index}`);
}

/** Works through a list, so many at a time. */
export async function inParallel<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
