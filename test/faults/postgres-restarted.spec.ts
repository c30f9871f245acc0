import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { arrivalOf, report } from './figures.js';
import { inParallel, learners, sendUntilTaken, Tally } from './requests.js';
import { Stage } from './stage.js';

const RESTARTS = ['fast', 'immediate', 'fast', 'immediate', 'fast', 'immediate'] as const;
const BETWEEN = 100;
const WARM_UP = 100;
const SENDS = BETWEEN * (RESTARTS.length + 1);

/** Fewer than the connections of a pool, so that as many are open during and after the requests. */
const CLIENTS = 8;

/** Of each process. */
const POOL = 10;

interface Connections {
  pooled: number;
  listening: number;
}

describe('a PostgreSQL that is restarted under load', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(SENDS + 2 * WARM_UP);
  });

  afterAll(() => stage.close());

  const connections = async (): Promise<Connections> => {
    const [row] = await stage.sql<Connections>(
      `select count(*) filter (where application_name = 'credentials-service')::int as pooled,
              count(*) filter (where application_name = 'credentials-service outbox')::int as listening
         from pg_stat_activity where datname = current_database()`,
    );
    return row!;
  };

  it('ends no process, loses no request and leaves as many connections as before', async () => {
    const services = [await stage.start('api'), await stage.start('worker')];
    const [api] = services as [(typeof services)[0]];
    const tally = new Tally();
    const ask = (from: number, to: number) =>
      inParallel(CLIENTS, learners(from, to), (learner) => sendUntilTaken(() => api.send, learner, tally));

    await ask(1, WARM_UP);
    const before = await connections();
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
    await stage.until(
      'the outbox listens again',
      `exists (select from pg_stat_activity where application_name = 'credentials-service outbox')`,
    );
    const after = await connections();

    const all = learners(1, SENDS + 2 * WARM_UP);
    const { lost, duplicates, messageIds } = arrivalOf(all, stage.smtp.accepted);
    const { messages } = await stage.counts();
    report('PostgreSQL restarted under load', {
      restarts: RESTARTS.join(', '),
      'PostgreSQL away, milliseconds': outages.map(Math.round).join(', '),
      'requests acknowledged': tally.acknowledged,
      'answers of 5xx, repeated': tally.failed,
      'requests cut off': tally.broken + tally.refused,
      'mails lost': lost.length,
      'rows still open': open,
      'mails repeated': duplicates,
      'connections before': `${before.pooled} pooled, ${before.listening} listening`,
      'connections afterwards': `${after.pooled} pooled, ${after.listening} listening`,
    });
    expect(services.map(({ process: { exitCode, signalCode } }) => exitCode ?? signalCode)).toEqual([
      null,
      null,
    ]);
    expect({ lost, open }).toEqual({ lost: [], open: 0 });
    expect(messageIds).toBe(messages);
    expect({ before: before.listening, after: after.listening }).toEqual({ before: 1, after: 1 });
    expect(after.pooled).toBeLessThanOrEqual(POOL * services.length);
    // The service is never reported as unreachable: it answers while PostgreSQL is away.
    expect(tally.broken + tally.refused).toBe(0);
  });
});
