import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { arrivalOf } from './figures.js';
import { CLIENTS, expectNoHarm, outageFigures } from './outages.js';
import { inParallel, learners, sendUntilTaken, Tally } from './requests.js';
import { Stage } from './stage.js';

const RESTARTS = ['fast', 'immediate', 'fast', 'immediate', 'fast', 'immediate'] as const;
const BETWEEN = 100;
const WARM_UP = 100;
const SENDS = BETWEEN * (RESTARTS.length + 1);

describe('a PostgreSQL that is restarted under load', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(SENDS + 2 * WARM_UP);
  });

  afterAll(() => stage.close());

  it('ends no process, loses no request and leaves as many connections as before', async () => {
    const services = [await stage.start('api'), await stage.start('worker')];
    const [api] = services as [(typeof services)[0]];
    const tally = new Tally();
    const ask = (from: number, to: number) =>
      inParallel(CLIENTS, learners(from, to), (learner) => sendUntilTaken(() => api.send, learner, tally));

    await ask(1, WARM_UP);
    const before = await stage.connections();
    const sending = ask(WARM_UP + 1, WARM_UP + SENDS);
    const outages: number[] = [];
    for (const [index, mode] of RESTARTS.entries()) {
      while (tally.acknowledged < WARM_UP + BETWEEN * (index + 1)) await delay(1);
      const began = performance.now();
      await stage.restartPostgres(mode);
      outages.push(performance.now() - began);
    }
    await sending;
    await stage.openMessages();
    await ask(WARM_UP + SENDS + 1, SENDS + 2 * WARM_UP);
    const open = await stage.openMessages();
    const after = await stage.connections();

    const all = learners(1, SENDS + 2 * WARM_UP);
    const arrival = arrivalOf(all, stage.smtp.accepted);
    const { messages } = await stage.counts();
    const outage = { services, tally, arrival, open, before, after };
    report('PostgreSQL restarted under load', {
      restarts: RESTARTS.join(', '),
      'PostgreSQL away, milliseconds': outages.map(Math.round).join(', '),
      ...outageFigures(outage),
      'mails with a Message-ID of their own': goal(arrival.messageIds, String(messages)),
    });
    expectNoHarm(outage);
    expect(arrival.messageIds).toBe(messages);
  });
});
