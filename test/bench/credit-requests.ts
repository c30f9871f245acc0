import type { Pool, PoolClient } from 'pg';
import type { Statement } from '../../src/platform/database/index.js';
import { built } from './built.ts';
import { PROGRAMS, type World } from './world/names.ts';

/** Credit requests as `CreditPathwaysService` records them, with a delivery for each subscriber. */
export interface CreditRequests {
  send(client: PoolClient, subscribers: string[]): Promise<void>;
  /** Resolves when no notification is under way. */
  quiet(): Promise<void>;
}

/** Each call is for another learner, who sends the record of a program to the pathway of the same number. */
export async function creditRequests(dist: string, pool: Pool, { learners }: World): Promise<CreditRequests> {
  const { publishEvent, wakeRelays } = await built(dist, 'platform/outbox/outbox.sql');
  const { markSent, insertRequest } = await built(dist, 'credit-pathways/credit-request.sql');
  const { shareRecord } = await built(dist, 'record-sharing/record-sharing.sql');
  const users = await pool.query<{ id: number }>({
    text: String.raw`select id from users where username like 'learner\_%' order by id`,
  });
  // The database refuses a notification without a message, which is one of the things to measure.
  await pool.query('alter table pathway_notification disable trigger user');
  let turn = 0;
  // Notifies as OutboxService does: one notification at a time, for all commits since the last one.
  let asked = false;
  let waking: Promise<void> | undefined;
  const wake = async () => {
    while (asked) {
      asked = false;
      await run(pool, wakeRelays, []);
    }
    waking = undefined;
  };
  return {
    send: async (client, subscribers) => {
      turn += 1;
      const learner = users.rows[turn % learners]!.id;
      // Starts at the last program, because the work `send` starts at the first.
      const program = PROGRAMS - (Math.floor(turn / learners) % PROGRAMS);
      await client.query('begin');
      await run(client, shareRecord, [learner, program]);
      await run(client, markSent, [learner, program, program]);
      for (const { id } of await run(client, insertRequest, [learner, program, program, 0])) {
        if (id !== null && subscribers.length > 0)
          await run(client, publishEvent, [
            'bench.nothing',
            `bench:${id}`,
            '{"version": 1}',
            subscribers,
            null,
          ]);
      }
      await client.query('commit');
      if (subscribers.length === 0) return;
      asked = true;
      waking ??= wake();
    },
    quiet: async () => waking,
  };
}

async function run<Row extends object, Params extends readonly unknown[]>(
  target: Pool | PoolClient,
  { name, text }: Statement<Row, Params>,
  params: Params,
): Promise<Row[]> {
  const { rows } = await target.query<Row>({ name, text, values: [...params] });
  return rows;
}
