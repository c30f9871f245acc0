import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { inParallel, learners, send } from './requests.js';
import { learnerOf, type Running, Stage } from './stage.js';

const HELD = 8;
/** More requests than a client can send before the process has ended. */
const LEARNERS = 5000;

/** The number of messages that a process delivers at the same time. */
const SLOTS = 5;

describe('a request for credit', () => {
  let stage: Stage;
  let service: Running;

  beforeEach(async () => {
    stage = await Stage.open(LEARNERS + HELD);
    // The lease outlasts the stop: a released message is due at once, not when its lease ends.
    // On a busy machine neither a request that waits for the lock nor the stop itself runs out of time.
    service = await stage.start('all', {
      OUTBOX_LEASE: '60',
      SHUTDOWN_TIMEOUT: '12',
      REQUEST_TIMEOUT: '60',
    });
  });

  afterEach(() => stage.close());

  const nothing = { marks: 0, records: 0, notifications: 0, messages: 0 };

  it('is answered with 5xx and leaves no trace when the outbox refuses its row', async () => {
    await stage.sql(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'refused on purpose'; end $$;
       create trigger refuse before insert on outbox for each row execute function refuse()`,
    );
    const answers = await Promise.all(learners(1, 20).map((learner) => send(service.send, learner)));
    const { marks, records, notifications, messages } = await stage.counts();
    report('The outbox refuses its rows', {
      requests: answers.length,
      'answered with 500': goal(answers.filter((status) => status === 500).length, String(answers.length)),
      'rows that they left': goal(marks + records + notifications + messages, '0'),
    });
    expect(answers).toEqual(Array(20).fill(500));
    expect({ marks, records, notifications, messages }).toEqual(nothing);

    await stage.sql('drop trigger refuse on outbox; drop function refuse()');
    expect(await send(service.send, 'learner-1')).toBe(200);
    const mails = await stage.smtp.receive(1);
    expect(mails.map(learnerOf)).toEqual(['learner-1']);
    expect(await stage.openMessages()).toBe(0);
  });

  it('is finished, and no lease is left behind, when the process is told to stop under load', async () => {
    await stage.smtp.behave('hang after data');
    const outcomes = new Map<string, number | string>();
    const ask = async (learner: string) => {
      outcomes.set(learner, await send(service.send, learner));
    };
    let stopped = false;
    const load = inParallel(4, learners(2, LEARNERS), async (learner) => {
      if (stopped) return;
      await ask(learner);
      stopped ||= outcomes.get(learner) !== 200;
    });
    await stage.until(
      'all slots are busy',
      `(select count(*) from outbox where state = 'leased') = ${SLOTS}`,
    );

    // These requests wait for a lock, so they are in progress when the signal comes.
    const blocker = await stage.connect();
    await blocker.query('begin; lock table user_credit_pathway in share mode');
    const held = Promise.all(learners(LEARNERS + 1, LEARNERS + HELD).map(ask));
    await stage.until(
      'requests are in progress',
      `(select count(*) from pg_stat_activity where application_name = 'credentials-service' and wait_event_type = 'Lock') >= ${HELD}`,
    );
    service.process.kill('SIGTERM');
    const began = performance.now();
    // The stop has begun when the process says that it is not ready, or its port is closed.
    while (await isReady(service)) await delay(20);
    await blocker.query('commit');
    await blocker.end();
    const code = await service.ended;
    const seconds = (performance.now() - began) / 1000;
    await Promise.all([load, held]);

    const taken = [...outcomes].filter(([, outcome]) => outcome === 200).map(([learner]) => learner);
    const states = await stage.sql<{ state: string; count: number }>(
      'select state, count(*)::int as count from outbox group by state order by state',
    );
    const counted = await stage.sql('select from outbox where attempts > 0');
    const { messages } = await stage.counts();
    const inProgress = learners(LEARNERS + 1, LEARNERS + HELD).map((learner) => outcomes.get(learner));
    report('SIGTERM under load', {
      'exit code': goal(String(code), '0'),
      'seconds until then': seconds.toFixed(1),
      'requests acknowledged': taken.length,
      'requests not taken': outcomes.size - taken.length,
      'requests in progress that were answered with 200': goal(
        inProgress.filter((outcome) => outcome === 200).length,
        String(HELD),
      ),
      'rows in the outbox': goal(messages, String(taken.length)),
      'states of the rows': goal(
        states.map(({ state, count }) => `${count} ${state}`).join(', '),
        `${taken.length} ready`,
      ),
      'attempts that count': goal(counted.length, '0'),
    });
    expect(code).toBe(0);
    expect(inProgress).toEqual(Array(HELD).fill(200));
    expect(stopped).toBe(true);
    expect(messages).toBe(taken.length);
    expect(states).toEqual([{ state: 'ready', count: taken.length }]);
    expect(counted).toEqual([]);

    await stage.smtp.behave('accept');
    stage.smtp.mails.length = 0;
    service = await stage.start('all');
    expect(await stage.openMessages()).toBe(0);
    expect(stage.smtp.accepted.map(learnerOf).sort()).toEqual(taken.sort());
  });
});

function isReady({ base }: Running): Promise<boolean> {
  return fetch(`${base}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
