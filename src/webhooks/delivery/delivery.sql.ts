import { idNumber, statement } from '../../platform/database/index.js';
import type { AttemptOutcome } from '../entities/webhook-delivery.entity.js';
import type { DeliveredEvent } from '../event-names.js';
import { isMessageOf } from '../topics.js';

/** A delivery with its webhook, and the thing that it is about as it is now. */
export interface DeliveryRow {
  readonly webhookId: number;
  readonly webhook: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly includeLearner: boolean;
  readonly secret: string;
  /** The keys of before that still count, with blanks between. */
  readonly formerSecret: string | null;
  readonly eventId: string;
  readonly event: DeliveredEvent;
  readonly occurred: string;
  readonly changes: readonly string[] | null;
  readonly credential: string | null;
  readonly status: string | null;
  readonly program: string | null;
  readonly courseRun: string | null;
  readonly pathway: number | null;
  readonly kind: string | null;
  readonly username: string | null;
  readonly lmsUserId: string | null;
  readonly failedTopic: string | null;
  readonly failedSubscriber: string | null;
  readonly failedId: number | null;
  readonly failedReason: string | null;
}

/** One to eight index scans. */
export const readDelivery = statement<DeliveryRow, [id: number]>(
  'webhooks.read_delivery',
  `select w.id as "webhookId", w.uuid as webhook, w.url, w.enabled, w.include_learner as "includeLearner", w.secret,
          case when w.former_until > now() then w.former_secret end as "formerSecret",
          d.event_id as "eventId", d.event, iso_time(d.occurred) as occurred, d.changes,
          c.uuid as credential, c.status, p.uuid as program, cc.course_id as "courseRun",
          n.pathway_id as pathway, n.kind, u.username, u.lms_user_id::text as "lmsUserId",
          ${idNumber('f.id')} as "failedId", f.topic as "failedTopic", f.subscriber as "failedSubscriber",
          f.last_error as "failedReason"
     from webhook_delivery d
     join webhook w on w.id = d.webhook_id
     left join user_credential c on c.id = d.credential_id
     left join pathway_notification n on n.id = d.notification_id
     left join program_certificate pc on pc.id = c.program_certificate_id
     left join course_certificate cc on cc.id = c.course_certificate_id
     left join program p on p.id = coalesce(pc.program_id, n.program_id)
     left join users u on u.id = coalesce(c.user_id, n.user_id)
     left join outbox_delivery f on f.id = d.message_id
    where d.id = $1`,
);

/**
 * Notes how an attempt ended, and since when the webhook only fails. `overdue`: that is longer than it may be. A success
 * of a webhook that is well writes no health.
 */
export const noteAttempt = statement<
  { overdue: boolean },
  [id: number, outcome: AttemptOutcome, status: number | null, succeeded: boolean, mostDays: number]
>(
  'webhooks.note_attempt',
  `with tried as (
     update webhook_delivery set outcome = $2, status = $3, tried_at = now() where id = $1 returning webhook_id),
   health as (
     insert into webhook_health as h (webhook_id, failing_since)
     select webhook_id, case when $4 then null else now() end from tried
      where not $4 or exists (select from webhook_health bad
                               where bad.webhook_id = tried.webhook_id and bad.failing_since is not null)
     on conflict (webhook_id) do update
        set failing_since = case when $4 then null else coalesce(h.failing_since, now()) end
     returning failing_since)
   select coalesce(failing_since < now() - $5::float8 * interval '1 day', false) as overdue from health`,
);

/** Makes the deliveries of a webhook look again that wait, or that are looking at this moment. */
export const wakeDeliveries = statement<object, [webhook: string]>(
  'webhooks.wake_deliveries',
  `select outbox_wake(message.subscriber, array_agg(distinct message.subject))
     from webhook w
     join webhook_delivery d on d.webhook_id = w.id
     join outbox_delivery message on ${isMessageOf('d', 'w', 'message')}
    where w.uuid = $1 and message.status in ('pending', 'waiting')
    group by message.subscriber`,
);

/** Those of the deliveries that there are. The lock keeps their webhooks until the end of the transaction. */
export const findDeliveries = statement<{ id: number }, [ids: readonly number[]]>(
  'webhooks.find_deliveries',
  `select ${idNumber('id')} as id from webhook_delivery where id = any ($1::bigint[]) order by id for key share`,
);
