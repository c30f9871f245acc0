import { statement } from '../database/index.js';
import type { OutboxState } from './entities/outbox-row.entity.js';
import type { StoredPayload } from './topic.js';

/** Channel of the notifications that wake relays. */
export const CHANNEL = 'outbox';

/** An open row, as the relay that has just claimed it sees it. */
export interface ClaimedRow {
  /** pg returns bigint as text. */
  id: string;
  topic: string;
  subscriber: string;
  dedupeKey: string;
  payload: StoredPayload;
  attempt: number;
}

/** The attempt of a relay: see `fence`. */
type Holding = [id: number, owner: string, attempt: number];

/** Only the attempt that holds the row may end it. If the lease was lost, owner or attempt differ: nothing changes. */
const fence = `id = $1 and state = 'leased' and lease_owner = $2 and attempts = $3`;

const milliseconds = (parameter: string) => `${parameter}::float8 * interval '1 millisecond'`;

/** Writes the rows only. `wakeRelays` notifies the relays after the commit. */
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
 * Runs in its own transaction after the one that published. All commits that notify wait for one lock, and each holds
 * it until its data are on the disk: with the notification in the publishing transaction sixteen commits at once took
 * three times as long (npm run bench -- --only outbox). A transaction that only notifies has nothing to flush. If the
 * process dies in between, the relays' poll finds the row.
 */
export const wakeRelays = statement<object>('outbox.wake_relays', `select pg_notify('${CHANNEL}', '')`);

/**
 * Claims due rows: ready ones, and those whose lease has run out. `skip locked` lets relays pass each other instead of
 * queueing. The claim counts the attempt, so that a delivery that kills its worker uses up its attempts. Leased rows
 * keep their `run_at`, so they are at the start of the index, but they are few. The relay does not claim again a row
 * that it still works on ($4), even if the lease ran out while the database was away. It leaves rows of subscribers
 * that it does not know (not in $5) to a newer release. 0.3 ms for 5 of 10,000 open rows among 210,000.
 */
export const claimDeliveries = statement<
  ClaimedRow,
  [owner: string, limit: number, lease: number, running: number[], subscribers: string[]]
>(
  'outbox.claim_deliveries',
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

/** Gives up rows whose worker died in the last attempt. The first condition lets PostgreSQL use `outbox_open_ix`. */
export const giveUpDeliveries = statement<
  { id: string; subscriber: string },
  [running: number[], reason: string]
>(
  'outbox.give_up_deliveries',
  `update outbox
      set state = 'dead', done_at = now(), lease_owner = null, lease_until = null, last_error = $2
    where state in ('ready', 'leased') and state = 'leased' and lease_until <= now() and attempts >= max_attempts
      and id <> all ($1::bigint[])
   returning id, subscriber`,
);

/** Renews all leases of this relay in one statement. A row that is not returned belongs to another relay by now. */
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

export const finishDelivery = statement<
  { id: string },
  [...Holding, state: Extract<OutboxState, 'done' | 'dead' | 'cancelled'>, reason: string | null]
>(
  'outbox.finish_delivery',
  `update outbox
      set state = $4, done_at = now(), lease_owner = null, lease_until = null, last_error = $5
    where ${fence}
   returning id`,
);

/** After a failed attempt: ready again later, or dead if it was the last. */
export const postponeDelivery = statement<{ state: OutboxState }, [...Holding, wait: number, reason: string]>(
  'outbox.postpone_delivery',
  `update outbox
      set state = case when attempts < max_attempts then 'ready' else 'dead' end,
          done_at = case when attempts < max_attempts then null else now() end,
          run_at = now() + ${milliseconds('$4')},
          lease_owner = null, lease_until = null, last_error = $5
    where ${fence}
   returning state`,
);

/** A stopping relay releases what it could not finish: another can claim it at once. The attempt does not count. */
export const releaseDelivery = statement<{ id: string }, Holding>(
  'outbox.release_delivery',
  `with released as (
     update outbox
        set state = 'ready', attempts = attempts - 1, run_at = now(), lease_owner = null, lease_until = null
      where ${fence}
     returning id)
   select id, pg_notify('${CHANNEL}', '') from released`,
);

/** Makes a delivery due now, with all attempts again, unless a worker has it or it is done. */
export const retryDelivery = statement<{ id: string }, [id: number]>(
  'outbox.retry_delivery',
  `with revived as (
     update outbox
        set state = 'ready', attempts = 0, run_at = now(), done_at = null
      where id = $1 and state in ('ready', 'dead', 'cancelled')
     returning id)
   select id, pg_notify('${CHANNEL}', '') from revived`,
);

/** Most open deliveries, and most dead ones, that a scrape counts: this bounds its cost. */
export const MOST_ROWS_COUNTED = 10_000;

/**
 * Counts open and dead deliveries by topic, subscriber and state, with the seconds that the longest due one has waited.
 * It counts the longest due first, by `outbox_open_ix`, so the wait is right even at the limit. 13 ms at that limit,
 * 0.1 ms for 10 open rows among 200,000. `outbox_dead_ix` finds the dead ones.
 */
export const countDeliveries = statement<{
  topic: string;
  subscriber: string;
  state: 'ready' | 'leased' | 'dead';
  count: number;
  overdue: number;
}>(
  'outbox.count_deliveries',
  `select topic, subscriber, state, count(*)::int as count,
          coalesce(extract(epoch from now() - min(run_at) filter (where state = 'ready')), 0)::float8 as overdue
     from (select topic, subscriber, state, run_at from outbox
            where state in ('ready', 'leased')
            order by run_at
            limit ${MOST_ROWS_COUNTED}) as open
    group by topic, subscriber, state
    union all
   select topic, subscriber, 'dead', count(*)::int, 0
     from (select topic, subscriber from outbox where state = 'dead' order by topic limit ${MOST_ROWS_COUNTED}) as given_up
    group by topic, subscriber`,
);

/**
 * Deletes a batch of deliveries that ended long ago, except dead ones. It skips rows that another relay deletes. The
 * ids come as an array: with a join the planner read the whole table, 48 ms for 1000 of 210,000 rows instead of 2.4.
 */
export const cleanDeliveries = statement<{ id: string }, [keep: number, limit: number]>(
  'outbox.clean_deliveries',
  `delete from outbox where id = any (array(
     select id from outbox
      where state in ('done', 'cancelled') and done_at < now() - ${milliseconds('$1')}
      order by done_at
      limit $2
      for update skip locked))
   returning id`,
);
