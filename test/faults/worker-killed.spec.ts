import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { arrivalOf } from './figures.js';
import { keepHistory, longestSilence, takenOver, withoutWorker } from './lease-history.js';
import { inParallel, learners, sendUntilTaken, Tally } from './requests.js';
import { KILLS } from './settings.js';
import { LEASE, Stage } from './stage.js';

const MAILS = Math.max(500, 10 * KILLS);

/** With the two mails that a worker sends at a time, some 20 a second: they are under way when the worker dies. */
const MAIL_TAKES = 100;

/** Mails that arrive again for each kill, on average. */
const MOST_REPEATS = 0.5;

describe('a worker that is killed again and again', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(MAILS, { recipientAfter: MAIL_TAKES });
    await keepHistory(stage);
  });

  afterAll(() => stage.close());

  it(
    'loses no mail, leaves none lying, and repeats hardly any',
    async () => {
      const all = learners(1, MAILS);
      const api = await stage.start('api');
      await inParallel(8, all, (learner) => sendUntilTaken(() => api.send, learner, new Tally()));

      const began = performance.now();
      let worker = await stage.start('worker');
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await stage.smtp.receive(Math.floor((kill * MAILS) / (KILLS + 1)));
        // Kills at any point of the sending of a mail, not just when one has arrived.
        await delay(Math.random() * MAIL_TAKES);
        await stage.kill(worker);
        worker = await withoutWorker(stage, () => stage.start('worker'));
      }
      const open = await stage.openMessages();
      const seconds = (performance.now() - began) / 1000;

      const { lost, duplicates, messageIds } = arrivalOf(all, stage.smtp.accepted);
      const silence = await longestSilence(stage);
      report('kill -9 of the worker', {
        kills: KILLS,
        'mails asked for': MAILS,
        'mails lost': goal(lost.length, '0'),
        'rows still open': goal(open, '0'),
        'mails repeated': duplicates,
        'repeated per kill': goal((duplicates / KILLS).toFixed(2), `at most ${MOST_REPEATS}`),
        'attempts taken over': await takenOver(stage),
        'lease, seconds': LEASE,
        'longest silence, seconds': goal(silence.withWorker.toFixed(1), `at most ${2 * LEASE}`),
        'and with the time until a worker ran': silence.inAll.toFixed(1),
        'seconds in all': seconds.toFixed(0),
      });
      expect({ lost, open }).toEqual({ lost: [], open: 0 });
      expect(messageIds).toBe(MAILS);
      expect(duplicates).toBeLessThanOrEqual(MOST_REPEATS * KILLS);
      expect(silence.withWorker).toBeLessThanOrEqual(2 * LEASE);
    },
    240_000 + KILLS * 10_000,
  );
});
