import { statement } from '../database/index.js';
import type { OutboxState } from './entities/outbox-message.entity.js';
import type { StoredPayload } from './topic.js';

/** Channel of the notifications that wake idle relays. */
export const CHANNEL = 'outbox';

/** An open row looks like this to the relay that has just claimed it. */
export interface ClaimedRow {
  /** bigint comes as text. */
  id: string;
  topic: string;
  subscriber: string;
  dedupeKey: string;
  payload: StoredPayload;
  attempt: number;
}

/** The one attempt that a relay holds: see `fence`. */
type Holding = [id: number, owner: string, attempt: number];

/**
 * Only the attempt that holds the row may end it. A worker that lost its lease, because it slept or was cut off, has
 * another owner or an older attempt than the row and changes nothing.
 */
const fence = `id = $1 and state = 'leased' and lease_owner = $2 and attempts = $3`;

const milliseconds = (parameter: string) => `${parameter}::float8 * interval '1 millisecond'`;

/** The rows alone. Relays are told after the commit; see `wakeRelays`. */
export const publishEvent = statement<
  { id: string },
  [topic: string, dedupeKey: string, payload: string, subscribers: string[]]
>(
  'outbox.publish_event',
  `insert into outbox (topic, dedupe_key, payload, subscriber)
   select $1, $2, $3::jsonb, subscriber from unnest($4::text[]) as subscriber
   on conflict (dedupe_key, subscriber) do nothing
   returning id`,
);

/**
 * In a transaction of its own, after the one that published. A commit that notifies takes a lock that all of them share,
 * and holds it until its data are on the disk: with the notification in the publishing transaction such commits queued up
 * behind each other's disk, and sixteen at once took three times as long (npm run bench -- --only outbox). A transaction
 * that notifies and changes nothing has nothing to flush. Should a process die in between, the relays' poll finds the row.
 */
export const wakeRelays = statement<object>('outbox.wake_relays', `select pg_notify('${CHANNEL}', '')`);

/**
 * Takes up due rows: those ready, and those whose worker has let the lease run out. `skip locked` lets relays pass each
 * other instead of queueing. The attempt is counted here and not when it fails, so that a message that kills its worker
 * uses its attempts up. Leased rows keep their `run_at` and so stand at the head of the index: as many as there are
 * attempts in progress, a handful. This relay does not take up a second time what it still runs ($4), even if the lease ran
 * out while the database was away. It leaves rows of subscribers that it does not know ($5) to a newer release. 0.3 ms for 5
 * of 10,000 open rows among 210,000.
 */
export const claimMessages = statement<
  ClaimedRow,
  [owner: string, limit: number, lease: number, running: number[], subscribers: string[]]
>(
  'outbox.claim_messages',
  `with due as (
     select id from outbox
      where state in ('ready', 'leased') and run_at <= now()
        and (state = 'ready' or lease_until <= now())
        and attempts < max_attempts
        and id <> all ($4::bigint[])
        and subscriber = any ($5::text[])
      order by run_at
      limit $2
      for update skip locked)
   update outbox
      set state = 'leased', attempts = attempts + 1, lease_owner = $1, lease_until = now() + ${milliseconds('$3')}
     from due
    where outbox.id = due.id
   returning outbox.id, topic, subscriber, dedupe_key as "dedupeKey", payload, attempts as attempt`,
);

/**
 * Gives up the rows whose last attempt never came to an end: their worker died with it. The first condition repeats that of
 * `outbox_open_ix`, so that PostgreSQL sees that it can use this index.
 */
export const buryMessages = statement<
  { id: string; subscriber: string },
  [running: number[], reason: string]
>(
  'outbox.bury_messages',
  `update outbox
      set state = 'dead', done_at = now(), lease_owner = null, lease_until = null, last_error = $2
    where state in ('ready', 'leased') and state = 'leased' and lease_until <= now() and attempts >= max_attempts
      and id <> all ($1::bigint[])
   returning id, subscriber`,
);

/** Prolongs what this relay holds, all in one statement; what does not come back is no longer its own. */
export const renewLeases = statement<
  { id: string },
  [owner: string, ids: number[], attempts: number[], lease: number]
>(
  'outbox.renew_leases',
  `update outbox
      set lease_until = now() + ${milliseconds('$4')}
     from unnest($2::bigint[], $3::integer[]) as held (id, attempt)
    where outbox.id = held.id and attempts = held.attempt and state = 'leased' and lease_owner = $1
   returning outbox.id`,
);

/** The end of a message. */
export const finishMessage = statement<
  { id: string },
  [...Holding, state: Extract<OutboxState, 'done' | 'dead' | 'cancelled'>, reason: string | null]
>(
  'outbox.finish_message',
  `update outbox
      set state = $4, done_at = now(), lease_owner = null, lease_until = null, last_error = $5
    where ${fence}
   returning id`,
);

/** After a failed attempt: ready again later, or dead if that was the last. */
export const postponeMessage = statement<{ state: OutboxState }, [...Holding, wait: number, reason: string]>(
  'outbox.postpone_message',
  `update outbox
      set state = case when attempts < max_attempts then 'ready' else 'dead' end,
          done_at = case when attempts < max_attempts then null else now() end,
          run_at = now() + ${milliseconds('$4')},
          lease_owner = null, lease_until = null, last_error = $5
    where ${fence}
   returning state`,
);

/** A relay that stops hands back what it could not finish, for another to take up at once; the attempt does not count. */
export const releaseMessage = statement<{ id: string }, Holding>(
  'outbox.release_message',
  `with released as (
     update outbox
        set state = 'ready', attempts = attempts - 1, run_at = now(), lease_owner = null, lease_until = null
      where ${fence}
     returning id)
   select id, pg_notify('${CHANNEL}', '') from released`,
);

/** Due now, with all attempts again; not what a worker has at this moment, nor what is done. */
export const retryMessage = statement<{ id: string }, [id: number]>(
  'outbox.retry_message',
  `with revived as (
     update outbox
        set state = 'ready', attempts = 0, run_at = now(), done_at = null
      where id = $1 and state in ('ready', 'dead', 'cancelled')
     returning id)
   select id, pg_notify('${CHANNEL}', '') from revived`,
);

/** So many open messages, and so many dead ones, are counted at most: what a scrape costs stays bounded, whatever waits. */
export const MOST_COUNTED = 10_000;

/**
 * The open and the dead messages by topic, subscriber and state, and for how many seconds the one that is due longest has waited.
 * Those due first are counted first, by `outbox_open_ix`, so the wait is right also where the count ends at its limit.
 * 13 ms at that limit, 0.1 ms for 10 open rows among 200,000. The dead by `outbox_dead_ix`.
 */
export const countMessages = statement<{
  topic: string;
  subscriber: string;
  state: 'ready' | 'leased' | 'dead';
  count: number;
  overdue: number;
}>(
  'outbox.count_messages',
  `select topic, subscriber, state, count(*)::int as count,
          coalesce(extract(epoch from now() - min(run_at) filter (where state = 'ready')), 0)::float8 as overdue
     from (select topic, subscriber, state, run_at from outbox
            where state in ('ready', 'leased')
            order by run_at
            limit ${MOST_COUNTED}) as open
    group by topic, subscriber, state
    union all
   select topic, subscriber, 'dead', count(*)::int, 0
     from (select topic, subscriber from outbox where state = 'dead' order by topic limit ${MOST_COUNTED}) as given_up
    group by topic, subscriber`,
);

/**
 * A batch of what ended long ago, the dead excepted. Rows that another relay is deleting are passed over. The ids come as
 * an array because of a join with them the planner read the whole table: 48 ms for 1000 of 210,000 rows instead of 2.4.
 */
export const cleanMessages = statement<{ id: string }, [keep: number, limit: number]>(
  'outbox.clean_messages',
  `delete from outbox where id = any (array(
     select id from outbox
      where state in ('done', 'cancelled') and done_at < now() - ${milliseconds('$1')}
      order by done_at
      limit $2
      for update skip locked))
   returning id`,
);
