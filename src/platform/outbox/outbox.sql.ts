import { idNumber, statement } from '../database/index.js';
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
  /** Milliseconds since 1970 by the database's clock. */
  dueAt: number;
}

/** The answer to a claim has at least one row: without a delivery it only tells the time. */
export type ClaimAnswer = (ClaimedRow | { id: null }) & {
  /** Milliseconds since 1970 by the database's clock. */
  at: number;
};

/** The attempt of a relay: see `fence`. */
type Holding = [id: number, owner: string, attempt: number];

/** Only the attempt that holds the row may end it. If the lease was lost, owner or attempt differ: nothing changes. */
const fence = `id = $1 and state = 'leased' and lease_owner = $2 and attempts = $3`;

const epoch = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;

/** Condition: the row with the alias `earlier` must end before that of `outbox` may begin. It uses `outbox_subject_ix`. */
const IS_BEFORE = `earlier.subscriber = outbox.subscriber and earlier.subject = outbox.subject and earlier.id < outbox.id
  and earlier.state in ('ready', 'leased')`;

/** When the next row after an ended one is or was due; null if none waits for its end. It uses `outbox_subject_ix`. */
const NEXT_DUE_AT = `(select ${epoch('min(later.run_at)')} from outbox later
  where later.subscriber = ended.subscriber and later.subject = ended.subject and later.id > ended.id
    and later.state in ('ready', 'leased'))`;

/** The end of an attempt. Once it is the end of the delivery, the next one about the same subject can begin. */
interface Ended {
  id: string;
  nextDueAt: number | null;
}

const milliseconds = (parameter: string) => `${parameter}::float8 * interval '1 millisecond'`;

/**
 * Writes the rows only. `wakeRelays` notifies the relays after the commit. Events about the same subject have ids in the
 * order of their changes, since the publisher holds the lock on the changed row.
 */
export const publishEvent = statement<
  { id: string },
  [topic: string, dedupeKey: string, payload: string, subscribers: string[], subject: string | null]
>(
  'outbox.publish_event',
  `insert into outbox (topic, dedupe_key, payload, subscriber, subject)
   select $1, $2, $3::jsonb, given.subscriber, $5::text from unnest($4::text[]) as given (subscriber)
    where not exists (
      select from outbox stored where stored.dedupe_key = $2 and stored.subscriber = given.subscriber)
   on conflict (dedupe_key, subscriber) do nothing
   returning id`,
);

/** The same for many events, in the order of the list. */
export const publishEvents = statement<
  { id: string },
  [
    topics: string[],
    dedupeKeys: string[],
    payloads: string[],
    subscribers: string[],
    subjects: (string | null)[],
  ]
>(
  'outbox.publish_events',
  `insert into outbox (topic, dedupe_key, payload, subscriber, subject)
   select given.topic, given.dedupe_key, given.payload::jsonb, given.subscriber, given.subject
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
          as given (topic, dedupe_key, payload, subscriber, subject, place)
    where not exists (
      select from outbox stored
       where stored.dedupe_key = given.dedupe_key and stored.subscriber = given.subscriber)
    order by given.place
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
 * Claims due rows: ready ones, and those whose lease has run out, of each subscriber ($4) as many as it has free places
 * ($5), and no row before an earlier one about the same subject has ended. `skip locked` lets relays pass each other
 * instead of queueing. The claim counts the attempt, so that a delivery that kills its worker uses up its attempts. The
 * relay does not claim again a row that it still works on ($3), even if the lease ran out while the database was away.
 * It looks from a time on ($6), see `ClaimWindows`. 0.3 ms for 5 of 10,000 open rows among 210,000.
 */
export const claimDeliveries = statement<
  ClaimAnswer,
  [
    owner: string,
    lease: number,
    running: number[],
    subscribers: string[],
    places: number[],
    since: (number | null)[],
  ]
>(
  'outbox.claim_deliveries',
  `with free as (
     select subscriber, places, coalesce(to_timestamp(since / 1000), '-infinity') as since
       from unnest($4::text[], $5::integer[], $6::float8[]) as given (subscriber, places, since)),
   due as (
     select chosen.id from free cross join lateral (
       select id from outbox
        where outbox.subscriber = free.subscriber
          and state in ('ready', 'leased') and run_at <= now() and run_at >= free.since
          and (state = 'ready' or lease_until <= now())
          and attempts < max_attempts
          and id <> all ($3::bigint[])
          and not exists (select from outbox earlier where ${IS_BEFORE})
        order by run_at
        limit free.places
        for update skip locked) chosen),
   claimed as (
     update outbox
        set state = 'leased', attempts = attempts + 1, woken = false, lease_owner = $1, lease_until = now() + ${milliseconds('$2')}
       from due
      where outbox.id = due.id
     returning outbox.id, topic, subscriber, dedupe_key as "dedupeKey", payload, attempts as attempt,
               ${epoch('run_at')} as "dueAt")
   select claimed.*, ${epoch('now()')} as at from (select) clock left join claimed on true`,
);

/** Gives up rows whose worker died in the last attempt. The first condition lets PostgreSQL use `outbox_open_ix`. */
export const giveUpDeliveries = statement<
  { id: string; subscriber: string },
  [running: number[], reason: string]
>(
  'outbox.give_up_deliveries',
  `update outbox
      set state = 'dead', done_at = greatest(now(), created), lease_owner = null, lease_until = null, last_error = $2
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
  Ended,
  [...Holding, state: Extract<OutboxState, 'done' | 'dead' | 'cancelled'>, reason: string | null]
>(
  'outbox.finish_delivery',
  `with ended as (
     update outbox
        set state = $4, done_at = greatest(now(), created), lease_owner = null, lease_until = null, last_error = $5
      where ${fence}
     returning id, subscriber, subject)
   select id, ${NEXT_DUE_AT} as "nextDueAt" from ended`,
);

/** Attempts that stay to a delivery whose peer is away, for workers that die with it. */
const KEPT_ATTEMPTS = 3;

/** After a failed attempt: ready again later, or dead if it was the last. There is no last one while the peer is away ($6). */
export const postponeDelivery = statement<
  Ended & { state: OutboxState },
  [...Holding, wait: number, reason: string, isAway: boolean]
>(
  'outbox.postpone_delivery',
  `with ended as (
     update outbox
        set state = case when $6 or attempts < max_attempts then 'ready' else 'dead' end,
            done_at = case when $6 or attempts < max_attempts then null else greatest(now(), created) end,
            attempts = case when $6 then least(attempts, greatest(max_attempts - ${KEPT_ATTEMPTS}, 0)) else attempts end,
            run_at = now() + ${milliseconds('$4')},
            lease_owner = null, lease_until = null, last_error = $5
      where ${fence}
     returning id, subscriber, subject, state)
   select id, state, case state when 'dead' then ${NEXT_DUE_AT} end as "nextDueAt" from ended`,
);

/** Longest time that a waiting delivery is not looked at. */
const LONGEST_WAIT = "interval '30 days'";

/** The delivery waits until a time ($4) or until it is woken; the attempt does not count. Ready if it was woken meanwhile. */
export const suspendDelivery = statement<
  Ended & { state: OutboxState },
  [...Holding, until: number | null, reason: string]
>(
  'outbox.suspend_delivery',
  `with ended as (
     update outbox
        set state = case when woken then 'ready' else 'waiting' end, attempts = attempts - 1,
            run_at = case when woken then now() when $4::float8 is null then now() + ${LONGEST_WAIT}
                          else least(greatest(to_timestamp($4 / 1000), now()), now() + ${LONGEST_WAIT}) end,
            lease_owner = null, lease_until = null, last_error = $5
      where ${fence}
     returning id, subscriber, subject, state, run_at)
   select id, state, case state when 'ready' then ${epoch('run_at')} else ${NEXT_DUE_AT} end as "nextDueAt" from ended`,
);

/** Makes a batch of waiting deliveries ready whose time has come. 0.05 ms when there is none, by `outbox_waiting_ix`. */
export const endWaits = statement<{ id: string }, [limit: number]>(
  'outbox.end_waits',
  `update outbox set state = 'ready', run_at = now()
    where id = any (array(
      select id from outbox where state = 'waiting' and run_at <= now() order by run_at limit $1 for update skip locked))
   returning id`,
);

/**
 * A stopping relay releases what it could not finish: another can claim it at once. The attempt does not count, but leaves
 * its reason: what it began may still come to its end.
 */
export const releaseDelivery = statement<{ id: string }, [...Holding, reason: string]>(
  'outbox.release_delivery',
  `with released as (
     update outbox
        set state = 'ready', attempts = attempts - 1, run_at = now(), lease_owner = null, lease_until = null, last_error = $4
      where ${fence}
     returning id)
   select id, pg_notify('${CHANNEL}', '') from released`,
);

/** Makes a delivery due now, with all attempts again, unless a worker has it or it is done. One that waits looks again. */
export const retryDelivery = statement<{ id: string }, [id: number]>(
  'outbox.retry_delivery',
  `with revived as (
     update outbox
        set state = 'ready', attempts = 0, run_at = now(), done_at = null
      where id = $1 and state in ('ready', 'waiting', 'dead', 'cancelled')
     returning id)
   select id, pg_notify('${CHANNEL}', '') from revived`,
);

/** Makes ended deliveries due once more, with all attempts again. Locks in the order of ids: two calls would deadlock. */
export const repeatDeliveries = statement<{ id: number; subscriber: string }, [ids: readonly number[]]>(
  'outbox.repeat_deliveries',
  `with ended as (
     select id from outbox
      where id = any ($1::bigint[]) and state in ('done', 'dead', 'cancelled') order by id for update)
   update outbox set state = 'ready', attempts = 0, run_at = now(), done_at = null
     from ended where outbox.id = ended.id
   returning ${idNumber('outbox.id')} as id, subscriber`,
);

/**
 * Cancels what a subscriber or lane that there is no more would get, also what was given up: nobody could retry it, or make it
 * go from the alarms. Those that a worker has end by themselves. Locks in the order of ids, by `outbox_listed_ix`.
 */
export const cancelDeliveries = statement<object, [subscriber: string, reason: string]>(
  'outbox.cancel_deliveries',
  `with useless as (
     select id from outbox
      where subscriber = $1 and state in ('ready', 'waiting', 'dead') order by id for update)
   update outbox set state = 'cancelled', done_at = greatest(now(), created), last_error = $2
     from useless where outbox.id = useless.id`,
);

/** The names of the subscribers with open deliveries, one index probe each by `outbox_due_ix`. */
export const findOpenSubscribers = statement<{ subscriber: string }>(
  'outbox.find_open_subscribers',
  `with recursive open (subscriber) as (
     (select subscriber from outbox where state in ('ready', 'leased') order by subscriber limit 1)
     union all
     select (select subscriber from outbox
              where state in ('ready', 'leased') and subscriber > open.subscriber order by subscriber limit 1)
       from open where open.subscriber is not null)
   select subscriber from open where subscriber is not null`,
);

/**
 * Gives up every delivery that is not done, so that nothing goes out before staff retry it. For a database that was restored
 * from a backup: what was open in it may have gone after it. Reads the table once.
 */
export const holdDeliveries = statement<{ held: number }>(
  'outbox.hold_deliveries',
  `with held as (
     update outbox
        set state = 'dead', done_at = now(), lease_owner = null, lease_until = null,
            last_error = 'held: restored from a backup'
      where state in ('ready', 'leased', 'waiting')
     returning id)
   select count(*)::int as held from held`,
);

/** Most open, most waiting and most dead deliveries that a scrape counts: this bounds its cost. */
export const MOST_ROWS_COUNTED = 10_000;

/**
 * Counts open, waiting and dead deliveries by topic, subscriber and state, with the seconds that the longest due one has waited.
 * It counts the longest due first, by `outbox_open_ix`, so the wait is right even at the limit. 13 ms at that limit,
 * 0.1 ms for 10 open rows among 200,000. `outbox_dead_ix` finds the dead ones.
 */
export const countDeliveries = statement<{
  topic: string;
  subscriber: string;
  state: 'ready' | 'leased' | 'waiting' | 'dead';
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
   select topic, subscriber, 'waiting', count(*)::int, 0
     from (select topic, subscriber from outbox where state = 'waiting' order by run_at limit ${MOST_ROWS_COUNTED}) as waiting
    group by topic, subscriber
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
