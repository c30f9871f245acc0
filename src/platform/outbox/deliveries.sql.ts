import { idNumber, statement } from '../database/index.js';
import type { OutboxState } from './entities/outbox-row.entity.js';
import type { StoredPayload } from './topic.js';

/*
 * Lists of deliveries, newest first. Ended deliveries are the many: `outbox_ended_ix` has them by state, topic and
 * subscriber, and in each such kind by time. A list takes the newest of each kind, so that it reads as many rows as a page
 * has for each kind and no more, whatever the filters are. Open and waiting deliveries are few, or a worker is missing; a
 * list reads them all. test/database/completion-mail-plans.spec.ts has the plans.
 */

/** The condition of `outbox_ended_ix`. PostgreSQL uses that index only where it finds these words. */
const IS_ENDED = `state in ('done', 'dead', 'cancelled')`;
/** The conditions of `outbox_open_ix` and `outbox_waiting_ix`. */
const IS_OPEN = [`state in ('ready', 'leased')`, `state = 'waiting'`];

/** The kinds of ended deliveries that there are, found in as many steps by the index. */
const KINDS = `
  kind as (
    (select state, topic, subscriber from outbox where ${IS_ENDED} order by state, topic, subscriber limit 1)
    union all
    select next.* from kind cross join lateral (
      select state, topic, subscriber from outbox
       where ${IS_ENDED} and (state, topic, subscriber) > (kind.state, kind.topic, kind.subscriber)
       order by state, topic, subscriber limit 1) next)`;

/** The place of a delivery in a list: its creation, in microseconds since 1970, and its id. */
export type DeliveryPlace = readonly [created: number, id: number];

type Narrowed = readonly [
  topic: string | null,
  subscriber: string | null,
  states: readonly OutboxState[] | null,
  since: string | null,
  until: string | null,
  beforeCreated: number | null,
  beforeId: number | null,
  limit: number,
];

const IS_KIND = `($1::text is null or topic = $1) and ($2::text is null or subscriber = $2)
  and ($3::text[] is null or state = any ($3))`;

const IS_THEN = `created >= coalesce($4::timestamptz, '-infinity') and created < coalesce($5::timestamptz, 'infinity')
  and (created, id) < (coalesce(timestamptz 'epoch' + $6::float8 * interval '1 microsecond', 'infinity'),
                       coalesce($7::bigint, 9223372036854775807))`;

const NEWEST = `order by created desc, id desc limit $8`;

const PLACE = `${idNumber('id')} as id, (extract(epoch from created) * 1000000)::float8 as created`;

export interface ListedDelivery {
  readonly id: number;
  /** Microseconds since 1970. */
  readonly created: number;
}

/** The newest deliveries. */
export const listDeliveries = statement<ListedDelivery, Narrowed>(
  'outbox.list_deliveries',
  `with recursive ${KINDS}
   select ${PLACE} from (
     select chosen.* from (select * from kind where ${IS_KIND}) kind cross join lateral (
       select id, created from outbox
        where ${IS_ENDED} and state = kind.state and topic = kind.topic and subscriber = kind.subscriber and ${IS_THEN}
        ${NEWEST}) chosen
     ${IS_OPEN.map((condition) => `union all (select id, created from outbox where ${condition} and ${IS_KIND} and ${IS_THEN} ${NEWEST})`).join('\n     ')}) newest
   ${NEWEST}`,
);

/** The same of some subjects ($9), found by `outbox_listed_ix` for each subscriber that there is. */
export const listDeliveriesAbout = statement<ListedDelivery, [...Narrowed, subjects: readonly string[]]>(
  'outbox.list_deliveries_about',
  `with recursive known (name) as (
     (select subscriber from outbox order by subscriber limit 1)
     union all
     select (select subscriber from outbox where subscriber > known.name order by subscriber limit 1)
       from known where known.name is not null)
   select ${PLACE} from (
     select chosen.* from known cross join lateral (
       select id, created from outbox
        where subscriber = known.name and subject = any ($9::text[]) and ${IS_KIND} and ${IS_THEN}
        offset 0) chosen) newest
   ${NEWEST}`,
);

/** How many deliveries there are of a topic, subscriber and state, and the creation of the oldest. */
export interface CountedDeliveries {
  readonly topic: string;
  readonly subscriber: string;
  readonly state: OutboxState;
  readonly count: number;
  readonly oldest: string;
  /** Since when the one that is due longest waits for a worker; null when none is due. */
  readonly dueSince: string | null;
}

/** Counts all deliveries; the ended ones from their index alone, kind by kind. 0.2 s for 1,000,000 of them. */
export const summarizeDeliveries = statement<CountedDeliveries>(
  'outbox.summarize_deliveries',
  `with recursive ${KINDS}
   select kind.topic, kind.subscriber, kind.state, counted.*, null as "dueSince"
     from kind cross join lateral (
       select count(*)::int as count, iso_time(min(created)) as oldest from outbox
        where ${IS_ENDED} and state = kind.state and topic = kind.topic and subscriber = kind.subscriber) counted
   ${IS_OPEN.map(
     (condition) => `union all
   select topic, subscriber, state, count(*)::int, iso_time(min(created)),
          iso_time(min(run_at) filter (where state = 'ready' and run_at <= now()))
     from outbox where ${condition} group by topic, subscriber, state`,
   ).join('\n   ')}
    order by topic, subscriber, state`,
);

/** The ids of a batch of dead deliveries, in their order, after an id ($4). */
export const findDead = statement<
  { id: number },
  [topic: string | null, subscriber: string | null, since: string | null, after: number, limit: number]
>(
  'outbox.find_dead',
  `select ${idNumber('id')} as id from (
     select id from outbox
      where state = 'dead' and ($1::text is null or topic = $1) and ($2::text is null or subscriber = $2)
        and ($3::timestamptz is null or done_at >= $3) and id > $4
      order by id + 0 limit $5) found`,
);

/** A delivery that somebody wants to retry. */
export interface RetriedRow {
  readonly id: number;
  readonly topic: string;
  readonly subscriber: string;
  readonly dedupeKey: string;
  readonly payload: StoredPayload;
  readonly state: OutboxState;
}

export const readForRetry = statement<RetriedRow, [ids: readonly number[]]>(
  'outbox.read_for_retry',
  `select ${idNumber('id')} as id, topic, subscriber, dedupe_key as "dedupeKey", payload, state
     from outbox where id = any ($1::bigint[]) order by id`,
);

/** As `retryDelivery`, for many that have ended without success. Locks in the order of ids: two retries would deadlock. */
export const retryEnded = statement<{ id: number }, [ids: readonly number[], channel: string]>(
  'outbox.retry_ended',
  `with ended as (
     select id from outbox where id = any ($1::bigint[]) and state in ('dead', 'cancelled') order by id for update),
   revived as (
     update outbox set state = 'ready', attempts = 0, run_at = now(), done_at = null
       from ended where outbox.id = ended.id
     returning outbox.id)
   select ${idNumber('id')} as id, pg_notify($2, '') from revived`,
);
