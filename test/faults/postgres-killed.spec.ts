import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { arrivalOf } from './figures.js';
import { CLIENTS, expectNoHarm, outageFigures } from './outages.js';
import { awardUntilTaken, inParallel, learners, sendUntilTaken, Tally } from './requests.js';
import { KILLS } from './settings.js';
import { type Running, Stage } from './stage.js';

/** Learners between two kills. Each asks for credit and gets an award. */
const BETWEEN = 15;

const POSTMASTER_KILLS = Math.ceil(KILLS / 3);

describe('kill -9 under load', () => {
  let stage: Stage;
  let services: readonly [Running, Running];
  let used = 0;

  beforeAll(async () => {
    stage = await Stage.open((KILLS + POSTMASTER_KILLS + 6) * BETWEEN);
    services = [await stage.start('api'), await stage.start('worker')];
  });

  afterAll(() => stage.close());

  it('of a PostgreSQL backend in mid-request ends no process and loses nothing that was acknowledged', async () => {
    const killBackend = async () => process.kill(await busyBackend(stage), 'SIGKILL');
    // The sessions that a kill before this one ended may still be seen, and PostgreSQL may be recovering from it.
    await killUnderLoad('a backend', KILLS, () => stage.despiteOutage(killBackend));
  });

  it('of the PostgreSQL postmaster ends no process and loses nothing that was acknowledged', async () => {
    await killUnderLoad('the postmaster', POSTMASTER_KILLS, () => stage.killPostgres());
  });

  async function killUnderLoad(victim: string, kills: number, kill: () => Promise<unknown>): Promise<void> {
    const [api] = services;
    const tally = new Tally();
    const all = learners(used + 1, (used += (kills + 3) * BETWEEN));
    const ask = (some: readonly string[]) =>
      inParallel(CLIENTS, some, async (learner) => {
        await awardUntilTaken(() => api.base, learner, tally);
        await sendUntilTaken(() => api.send, learner, tally);
      });

    await ask(all.slice(0, BETWEEN));
    const before = await stage.connections();
    const sending = ask(all.slice(BETWEEN, -BETWEEN));
    for (let index = 1; index <= kills; index += 1) {
      while (tally.acknowledged < 2 * BETWEEN * index) await delay(1);
      await kill();
    }
    await sending;
    await ask(all.slice(-BETWEEN));
    const open = await stage.openMessages();
    const after = await stage.connections();

    const arrival = arrivalOf(all, stage.smtp.accepted);
    const outage = { services, tally, arrival, open, before, after };
    const [kept] = (await stage.sql(
      `select count(distinct credential.user_id)::int as awards, count(distinct request.user_id)::int as requests
         from users
         left join user_credential credential on credential.user_id = users.id and credential.status = 'awarded'
         left join (pathway_notification request join outbox on dedupe_key = 'credit-pathway.request:' || request.id)
           on request.user_id = users.id
        where username = any ($1)`,
      [all],
    )) as [{ awards: number; requests: number }];
    report(`kill -9 of ${victim} of PostgreSQL`, {
      kills,
      'awards lost': goal(all.length - kept.awards, '0'),
      'requests for credit lost': goal(all.length - kept.requests, '0'),
      ...outageFigures(outage),
    });
    expectNoHarm(outage);
    expect(kept).toEqual({ awards: all.length, requests: all.length });
  }
});

/** The process id of a backend that works on a request now. */
async function busyBackend(stage: Stage): Promise<number> {
  const client = await stage.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity
          where application_name = 'credentials-service' and state <> 'idle' order by random() limit 1`,
      );
      if (rows[0]) return rows[0].pid;
    }
  } finally {
    await client.end();
  }
}
