import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { get, grade } from './requests.js';
import { RollingProxy } from './rolling-proxy.js';
import { RESTARTS } from './settings.js';
import { type Running, Stage } from './stage.js';

const CLIENTS = 8;

describe('rolling restarts of three processes behind a proxy that repeats nothing', () => {
  let stage: Stage;
  let proxy: RollingProxy;

  beforeEach(async () => {
    stage = await Stage.open(10);
    proxy = await RollingProxy.start();
  });

  afterEach(async () => {
    await proxy.stop();
    await stage.close();
  });

  it(
    'fail no request, and each process says that it leaves before its port closes',
    async () => {
      const start = async () => {
        // As in production. A proxy on a busy machine needs more than a moment to notice.
        const service = await stage.start('api', { SHUTDOWN_DELAY: '5', THROTTLE_GRADES: 'off' });
        await proxy.add(service.base);
        return service;
      };
      const services: Running[] = [];
      for (let index = 0; index < 3; index += 1) services.push(await start());

      const outcomes = new Map<string, number>();
      let stopped = false;
      const load = Array.from({ length: CLIENTS }, async (_, index) => {
        while (!stopped) {
          const outcome = await ask(proxy.base, `learner-${index + 1}`);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          // The starts need the processors, too.
          await delay(20);
        }
      });
      const codes: unknown[] = [];
      const began = performance.now();
      let announced = 0;
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const leaving = services.shift()!;
        leaving.process.kill('SIGTERM');
        codes.push(await leaving.ended);
        if (proxy.remove(leaving.base)) announced += 1;
        services.push(await start());
      }
      stopped = true;
      await Promise.all(load);

      const { '200': read = 0, '201': written = 0, ...failed } = Object.fromEntries(outcomes);
      report('Rolling restarts', {
        restarts: RESTARTS,
        'restarts that /readyz announced': goal(announced, String(RESTARTS)),
        'restarts with exit code 0': goal(codes.filter((code) => code === 0).length, String(RESTARTS)),
        'seconds a restart': ((performance.now() - began) / 1000 / RESTARTS).toFixed(1),
        'requests answered': read + written,
        'requests failed': goal(
          Object.entries(failed)
            .map(([outcome, count]) => `${count} ${outcome}`)
            .join(', ') || 0,
          '0',
        ),
      });
      expect(failed).toEqual({});
      expect(codes).toEqual(Array(RESTARTS).fill(0));
      expect(announced).toBe(RESTARTS);
      expect(written).toBeGreaterThan(0);
      // On two busy cores a restart takes up to 20 s.
    },
    60_000 + 60_000 * RESTARTS,
  );
});

/** Writes a grade or reads credentials. Returns the status, or why there was none. */
async function ask(base: string, learner: string): Promise<string> {
  const outcome = await (Math.random() < 0.5
    ? get(`${base}/api/v2/credentials/?username=${learner}`)
    : grade(base, learner));
  if (typeof outcome === 'string') return outcome;
  return outcome.status < 300 ? String(outcome.status) : `${outcome.status} ${outcome.text}`;
}
