import { idNumber, statement } from '../../platform/database/index.js';
import { isMessageOf } from '../topics.js';

const JSON_OF = `json_build_object(
    'id', d.id, 'event_id', d.event_id, 'event', d.event, 'type', types.names ->> d.event, 'occurred', iso_time(d.occurred),
    'state', message.status, 'attempts', message.attempts, 'outcome', d.outcome, 'status', d.status,
    'last_error', message.last_error, 'tried_at', iso_time(d.tried_at), 'next_attempt', iso_time(message.next_attempt),
    'ended_at', iso_time(message.ended_at), 'replays', d.replays)`;

const FROM = `from webhook w
     join webhook_delivery d on d.webhook_id = w.id
     join outbox_delivery message on ${isMessageOf('d', 'w', 'message')}`;

/**
 * The deliveries to a webhook, latest first, from a place on ($7). `webhook_delivery_webhook_ix` has them in that order, and
 * each finds its message by a unique index.
 */
export const listDeliveries = statement<
  { id: number; json: string },
  [
    types: string,
    webhook: string,
    state: string | null,
    event: string | null,
    since: string | null,
    until: string | null,
    before: number | null,
    limit: number,
  ]
>(
  'webhooks.list_deliveries',
  `select ${idNumber('d.id')} as id, ${JSON_OF}::text as json
     ${FROM} cross join (select $1::jsonb as names) types
    where w.uuid = $2::uuid and ($3::text is null or message.status = $3) and ($4::text is null or d.event = $4)
      and ($5::timestamptz is null or d.occurred >= $5) and ($6::timestamptz is null or d.occurred < $6)
      and d.id < coalesce($7::bigint, 9223372036854775807)
    order by d.id desc limit $8`,
);

export const readDeliveryAnswer = statement<{ json: string }, [types: string, id: number]>(
  'webhooks.read_delivery_answer',
  `select ${JSON_OF}::text as json ${FROM} cross join (select $1::jsonb as names) types where d.id = $2`,
);

/** A delivery that somebody wants to replay. */
export interface ReplayedRow {
  readonly id: number;
  readonly messageId: number;
  /** Whether it has ended. */
  readonly ended: boolean;
}

/** Those of the ids that are deliveries to the webhook. Locks in the order of ids: two replays would deadlock. */
export const findByIds = statement<ReplayedRow, [webhook: string, ids: readonly number[]]>(
  'webhooks.find_by_ids',
  `select ${idNumber('d.id')} as id, ${idNumber('message.id')} as "messageId",
          message.status in ('done', 'failed', 'cancelled') as ended
     ${FROM} where w.uuid = $1 and d.id = any ($2::bigint[]) order by d.id for no key update of d`,
);

/** A batch of the ended deliveries to the webhook of a time, after an id ($5), in the order of the events. */
export const findByTime = statement<
  ReplayedRow,
  [webhook: string, since: string, until: string | null, onlyFailed: boolean, after: number, limit: number]
>(
  'webhooks.find_by_time',
  `select ${idNumber('d.id')} as id, ${idNumber('message.id')} as "messageId", true as ended
     ${FROM}
    where w.uuid = $1 and d.occurred >= $2::timestamptz and ($3::timestamptz is null or d.occurred < $3)
      and d.id > $5 and message.status in ('done', 'failed', 'cancelled') and (not $4 or message.status = 'failed')
    order by d.id limit $6 for no key update of d`,
);

export const countReplays = statement<object, [ids: readonly number[]]>(
  'webhooks.count_replays',
  'update webhook_delivery set replays = replays + 1 where id = any ($1::bigint[])',
);

export const insertTest = statement<{ id: number }, [webhook: string]>(
  'webhooks.insert_test',
  `insert into webhook_delivery (webhook_id, event_id, event, occurred)
   select id, gen_random_uuid(), 'test', now() from webhook where uuid = $1
   returning ${idNumber('id')} as id`,
);

/** Deletes a batch of old deliveries whose messages the outbox has deleted. The given up ones stay, as their messages do. */
export const cleanDeliveries = statement<object, [keepMs: number, limit: number]>(
  'webhooks.clean_deliveries',
  `delete from webhook_delivery where id = any (array(
     select d.id from webhook_delivery d join webhook w on w.id = d.webhook_id
      where d.created < now() - $1::float8 * interval '1 millisecond'
        and not exists (select from outbox_delivery message where ${isMessageOf('d', 'w', 'message')})
      order by d.created
      limit $2
      for update of d skip locked))
   returning id`,
);
