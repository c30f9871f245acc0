import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { SilentProxy } from '../support/silent-proxy.js';
import { get, isHelpful, type Outcome, post, statusOf } from './requests.js';
import { Stage } from './stage.js';

/** More than the pool has connections. */
const REQUESTS = 14;

/** Seconds of a request here. The service's own are 10. */
const TIMEOUT = '3';

interface Ended {
  readonly outcome: Outcome;
  readonly seconds: number;
}

describe('a connection that goes silent', () => {
  let stage: Stage;
  let proxy: SilentProxy;

  beforeEach(async () => {
    stage = await Stage.open(1);
    proxy = await SilentProxy.start(stage.databaseUrl);
  });

  afterEach(async () => {
    await stage.close();
    await proxy.stop();
  });

  /** Asks so many times at once. */
  const many = (ask: () => Promise<Outcome>): Promise<Ended[]> =>
    Promise.all(
      Array.from({ length: REQUESTS }, async () => {
        const begin = performance.now();
        const outcome = await ask();
        return { outcome, seconds: (performance.now() - begin) / 1000 };
      }),
    );
  const statuses = (ended: readonly Ended[]) => ended.map(({ outcome }) => statusOf(outcome));
  const slowest = (ended: readonly Ended[]) =>
    goal(Math.max(...ended.map(({ seconds }) => seconds)).toFixed(1), `about ${TIMEOUT}`);

  it('to the database ends its requests with 503, and the next ones find the database', async () => {
    const url = proxy.through(stage.databaseUrl);
    const service = await stage.start('api', { DATABASE_URL: url, REQUEST_TIMEOUT: TIMEOUT });
    const list = () => get(`${service.base}/api/v2/credentials/`);
    await many(list);
    proxy.silence();
    const ended = await many(list);
    const refused = ended.filter(({ outcome }) => statusOf(outcome) !== 200);
    const unhelpful = refused.filter(({ outcome }) => !isHelpful(outcome));
    report('silent connections to the database', {
      requests: REQUESTS,
      'answered with something else than 200': goal(refused.length, '> 0'),
      'of them no 503 with Retry-After': goal(unhelpful.length, '0'),
      'longest, seconds': slowest(ended),
    });
    expect(unhelpful).toEqual([]);
    expect(statuses(ended)).toContain(503);
    while (statusOf(await list()) !== 200) await delay(50);
  });

  it('to a replica leaves its work to the primary, and the replica is back when it answers', async () => {
    const url = proxy.through(stage.databaseUrl);
    const service = await stage.start('api', {
      DATABASE_REPLICA_URLS: url,
      REQUEST_TIMEOUT: TIMEOUT,
      LOG_LEVEL: 'info',
      LEARNER_STATUS_WORKER: 'root',
    });
    const bulk = () =>
      post(`${service.base}/api/credentials/v1/bulk_learner_cert_status`, [
        { username: 'learner-1', course_runs: [] },
      ]);
    await many(bulk);
    proxy.silence();
    const ended = await many(bulk);
    report('silent connections to a replica', {
      requests: REQUESTS,
      'answered with 200': goal(statuses(ended).filter((status) => status === 200).length, String(REQUESTS)),
      'longest, seconds': slowest(ended),
    });
    expect(statuses(ended)).toEqual(Array(REQUESTS).fill(200));
    await service.says('Read replica 1 does not answer; the primary does its work');
    await service.says('Read replica 1 answers again');
    expect(statusOf(await bulk())).toBe(200);
  });
});
