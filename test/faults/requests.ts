import { setTimeout as delay } from 'node:timers/promises';
import { mintToken } from '../support/tokens.js';

/** A credit pathway of the world that the tests start from. */
const PATHWAY = 1;

/** A course run of that world, with a certificate. */
const RUN = 'course-v1:TestX+AA101+1T2023';

/** Pause before a request is repeated, milliseconds. */
const PAUSE = 50;

/** How long a client keeps asking, milliseconds. */
const PATIENCE = 120_000;

/** Longest wait for one answer, milliseconds. */
const TIMEOUT = 30_000;

/** The answer, `refused`, or `broken` when the connection ended without one. */
export type Outcome = Answer | 'refused' | 'broken';

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** A token with all rights. */
const allRights = () => mintToken('root', { administrator: true });

/** Sends JSON with a token, by default one with all rights. */
export function post(url: string, body: unknown, token = allRights()): Promise<Outcome> {
  return ask(url, token, { method: 'POST', body: JSON.stringify(body) });
}

/** Reads with a token, by default one with all rights. */
export function get(url: string, token = allRights()): Promise<Outcome> {
  return ask(url, token);
}

async function ask(url: string, token: string, request: RequestInit = {}): Promise<Outcome> {
  try {
    const answer = await fetch(url, {
      ...request,
      headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await answer.text();
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text };
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } };
    return cause?.code === 'ECONNREFUSED' ? 'refused' : 'broken';
  }
}

export const statusOf = (outcome: Outcome) => (typeof outcome === 'string' ? outcome : outcome.status);

/** Whether it is a 503 that says when to come back. */
export const isHelpful = (outcome: Outcome) =>
  typeof outcome === 'object' && outcome.status === 503 && outcome.retryAfter !== null;

/** Asks once for credit, by default with a token with all rights. */
export function askForCredit(url: string, learner: string, token?: string): Promise<Outcome> {
  return post(url, { username: learner, pathway_id: PATHWAY }, token);
}

/** The same. Returns the status of the answer, `refused` or `broken`. */
export async function send(url: string, learner: string): Promise<ReturnType<typeof statusOf>> {
  return statusOf(await askForCredit(url, learner));
}

/** Records a grade of a learner. */
export function grade(base: string, learner: string, token?: string): Promise<Outcome> {
  const body = {
    username: learner,
    course_run: RUN,
    letter_grade: 'A',
    percent_grade: 0.9,
    verified: true,
  };
  return post(`${base}/api/v2/grades/`, body, token);
}

/** The answers and failures that clients met until all their requests were acknowledged. */
export class Tally {
  acknowledged = 0;
  refused = 0;
  broken = 0;
  /** Answers of 500 and above. */
  failed = 0;
  /** Those of them that are no 503 with `Retry-After`. */
  unhelpful = 0;
}

/** Repeats a request for credit until it is acknowledged, like a patient client. The address may change meanwhile. */
export function sendUntilTaken(url: () => string, learner: string, tally: Tally): Promise<void> {
  return untilTaken(() => askForCredit(url(), learner), `the request of ${learner}`, tally);
}

/** The same with the award of a course certificate. */
export function awardUntilTaken(base: () => string, learner: string, tally: Tally): Promise<void> {
  const body = {
    username: learner,
    status: 'awarded',
    credential: { course_run_key: RUN, mode: 'verified' },
  };
  return untilTaken(() => post(`${base()}/api/v2/credentials/`, body), `the award of ${learner}`, tally);
}

async function untilTaken(ask: () => Promise<Outcome>, what: string, tally: Tally): Promise<void> {
  const last = performance.now() + PATIENCE;
  while (performance.now() < last) {
    const outcome = await ask();
    if (typeof outcome === 'string') tally[outcome] += 1;
    else if (outcome.status === 200 || outcome.status === 201) {
      tally.acknowledged += 1;
      return;
    } else if (outcome.status >= 500) {
      tally.failed += 1;
      if (!isHelpful(outcome)) tally.unhelpful += 1;
    } else throw new Error(`${what} was answered with ${outcome.status}`);
    await delay(PAUSE);
  }
  throw new Error(`${what} was not taken within ${PATIENCE / 1000} s`);
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
