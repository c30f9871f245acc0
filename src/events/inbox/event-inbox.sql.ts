import { usernameDigest } from '../../identity/index.js';
import { idNumber, statement } from '../../platform/database/index.js';
import { eventKept, KEPT_EVENTS } from '../received/kept-events.js';
import type { InboxOutcome } from './event-inbox.entity.js';
import type { StoredEntry } from './stored-entry.js';

// Each event runs these, and a repeat must wait for the transaction that handles it first: `on conflict` does both.

/** Takes an event. No row: it was taken before. The second of two at once waits for the first. */
export const takeEvent = statement<
  { id: number },
  [
    key: string,
    topic: string,
    position: string,
    type: string | null,
    time: string | null,
    outcome: InboxOutcome,
    entry: string | null,
    learner: string | null,
  ]
>(
  'events.take_event',
  `insert into event_inbox (key, topic, position, type, time, outcome, entry, learner)
   values ($1, $2, $3, $4, $5::timestamptz, $6, $7::jsonb, ${usernameDigest('$8')})
   on conflict (key) do nothing
   returning ${idNumber('id')} as id`,
);

/** A kept event. */
export interface KeptEvent {
  readonly topic: string;
  readonly position: string;
  readonly outcome: InboxOutcome;
  readonly entry: StoredEntry | null;
  /** Milliseconds since 1970. */
  readonly received: number;
}

export const findKept = statement<KeptEvent, [id: number]>(
  'events.find_kept',
  `select topic, position, outcome, entry, (extract(epoch from received) * 1000)::float8 as received
     from event_inbox where id = $1`,
);

/** Locks a kept event. No row: it is kept no longer. */
export const lockKept = statement<{ id: number }, [id: number]>(
  'events.lock_kept',
  `select ${idNumber('id')} as id from event_inbox where id = $1 and outcome = 'kept' for update`,
);

/** Ends the keeping; the bytes go. No row: another attempt has done so. */
export const endKeeping = statement<{ id: number }, [id: number, outcome: InboxOutcome]>(
  'events.end_keeping',
  `update event_inbox set outcome = $2, entry = null, learner = null where id = $1 and outcome = 'kept'
   returning ${idNumber('id')} as id`,
);

/** Whether the catalog has a course run, and the key as the database folds it: JavaScript folds some letters otherwise. */
export const findCourseRun = statement<{ isKnown: boolean; folded: string }, [key: string]>(
  'events.find_course_run',
  `select exists (select from course_run where lower(key) = given.folded) as "isKnown", given.folded
     from lower($1) as given (folded)`,
);

/** Deletes the kept events about a learner who is forgotten. */
export const forgetLearner = statement<{ id: number }, [username: string]>(
  'events.forget_learner',
  `delete from event_inbox where outcome = 'kept' and learner = ${usernameDigest('$1')}
   returning ${idNumber('id')} as id`,
);

/** Deletes rows of events that were handled some time ago; an event that comes again then is out of date. */
export const cleanInbox = statement<object, [keepMs: number, mostRows: number]>(
  'events.clean_inbox',
  `delete from event_inbox where id in (
     select id from event_inbox
      where outcome <> 'kept' and received < now() - $1::float8 * interval '1 millisecond'
      order by received limit $2 for update skip locked)
   returning id`,
);

/** The kept events, by topic and by what becomes of them. */
export const countKept = statement<{ topic: string; state: 'parked' | 'waiting'; count: number }>(
  'events.count_kept',
  `select kept.topic, case d.status when 'failed' then 'parked' else 'waiting' end as state, count(*)::int as count
     from event_inbox kept
     left join outbox_delivery d on d.dedupe_key = '${eventKept.dedupeKey('')}' || kept.id and d.subscriber = '${KEPT_EVENTS}'
    where kept.outcome = 'kept'
    group by 1, 2`,
);
