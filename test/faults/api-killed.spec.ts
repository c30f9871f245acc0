import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { arrivalOf } from './figures.js';
import { inParallel, learners, sendUntilTaken, Tally } from './requests.js';
import { KILLS } from './settings.js';
import { Stage } from './stage.js';

const API_KILLS = Math.ceil(KILLS / 2);
const SENDS = Math.max(300, 30 * API_KILLS);

describe('an API process that is killed while learners ask for credit', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(SENDS);
  });

  afterAll(() => stage.close());

  it(
    'leaves each acknowledged request in the outbox exactly once, however often clients repeated it',
    async () => {
      const all = learners(1, SENDS);
      const tally = new Tally();
      let api = await stage.start('api');
      // No worker runs: a request that is repeated after its mail has gone rightly makes another mail.
      const sending = inParallel(10, all, (learner) => sendUntilTaken(() => api.send, learner, tally));
      for (let kill = 1; kill <= API_KILLS; kill += 1) {
        while (tally.acknowledged < Math.floor((kill * SENDS) / (API_KILLS + 1))) await delay(1);
        await delay(Math.random() * 20);
        await stage.kill(api);
        api = await stage.start('api');
      }
      await sending;

      const counts = await stage.counts();
      await stage.start('worker');
      const open = await stage.openMessages();
      const { lost, duplicates } = arrivalOf(all, stage.smtp.accepted);
      report('kill -9 of the API', {
        kills: API_KILLS,
        'requests acknowledged': tally.acknowledged,
        'requests cut off and repeated': goal(tally.broken, '> 0'),
        'requests refused and repeated': tally.refused,
        'rows in the outbox': goal(counts.messages, String(SENDS)),
        'mails lost': goal(lost.length, '0'),
        'rows still open': goal(open, '0'),
        'mails repeated': goal(duplicates, '0'),
      });
      expect(tally.broken).toBeGreaterThan(0);
      expect(counts).toEqual({ marks: SENDS, records: SENDS, notifications: SENDS, messages: SENDS });
      expect({ lost, open }).toEqual({ lost: [], open: 0 });
      expect(stage.smtp.accepted).toHaveLength(SENDS);
    },
    240_000 + API_KILLS * 10_000,
  );
});
