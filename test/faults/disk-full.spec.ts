import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { arrivalOf } from './figures.js';
import { askForCredit, isHelpful, learners, type Outcome, send, statusOf } from './requests.js';
import { moveToSmallDisk, type SmallDisk } from './small-disk.js';
import { Stage } from './stage.js';

const LEARNERS = 120;

describe('a database whose disk is full', () => {
  let stage: Stage;
  let disk: SmallDisk | undefined;

  beforeAll(async () => {
    stage = await Stage.open(LEARNERS);
    disk = await moveToSmallDisk(stage, ['outbox']);
  }, 120_000);

  afterAll(async () => {
    await stage.close();
    await disk?.remove();
  });

  it('answers 503 with a time to come back, keeps nothing by halves, and goes on when there is space', async () => {
    if (disk === undefined) {
      process.stdout.write('a disk of its own could not be mounted here, so the full disk was not tested\n');
      return;
    }
    const all = learners(1, LEARNERS);
    const api = await stage.start('api');
    expect(await send(api.send, all[0]!)).toBe(200);
    await disk.fill();
    const outcomes: Outcome[] = [];
    for (const learner of all.slice(1)) outcomes.push(await askForCredit(api.send, learner));
    const refused = outcomes.filter((outcome) => statusOf(outcome) !== 200);
    const unhelpful = refused.filter((outcome) => !isHelpful(outcome));
    const taken = all.length - refused.length;
    const counts = await stage.counts();

    await disk.free();
    const again = [];
    for (const learner of all) again.push(await send(api.send, learner));
    await stage.start('worker');
    const open = await stage.openMessages();
    const { lost, duplicates } = arrivalOf(all, stage.smtp.accepted);
    report('full disk', {
      'requests answered with 200 before it was full': taken,
      'refused while it was full': goal(refused.length, '> 0'),
      'of them no 503 with Retry-After': goal(unhelpful.length, '0'),
      'requests refused when there is space': goal(again.filter((status) => status !== 200).length, '0'),
      'mails lost': goal(lost.length, '0'),
      'mails repeated': goal(duplicates, '0'),
      'rows still open': goal(open, '0'),
    });
    expect(refused.length).toBeGreaterThan(0);
    expect(unhelpful).toEqual([]);
    expect(counts).toEqual({ marks: taken, records: taken, notifications: taken, messages: taken });
    expect(again).toEqual(Array(LEARNERS).fill(200));
    expect({ lost, duplicates, open }).toEqual({ lost: [], duplicates: 0, open: 0 });
  }, 240_000);
});
