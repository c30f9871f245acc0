import { hasCompleted } from '../credentials/index.js';
import { nameIsAwaited, type NamedMailRow, nameWaitUntil, printedName } from '../identity/index.js';
import { idNumber, statement } from '../platform/database/index.js';
import { defineTopic } from '../platform/outbox/index.js';
import type { NotificationKind } from './entities/pathway-notification.entity.js';

// A request runs four statements of 0.04 to 0.12 ms and the outbox's (npm run bench -- --plans). They lock and insert
// under conditions, which a repository cannot do in one step.

/**
 * A mail to a pathway was recorded. The key of the event is the id of its notification. The topic's name must not
 * change, because stored rows carry it.
 */
export const creditRequest = defineTopic<{ notificationId: number }>('credit-pathway.request', 1);

const SUBJECT = 'pathway_notification:';

/** What the event is about. Migration 1764000001940 knows it. */
export const subjectOf = (notificationId: number) => `${SUBJECT}${notificationId}`;

/** SQL for the same. @param id SQL for the notification's id */
export const subjectOfNotification = (id: string): string => `'${SUBJECT}' || ${id}`;

/** SQL for the id of the notification. @param subject SQL for the subject of its event */
export const notificationOfSubject = (subject: string): string =>
  `substr(${subject}, ${SUBJECT.length + 1})::bigint`;

/** The subscriber that sends the mail. */
export const CREDIT_REQUEST_MAIL = 'credit-pathways.mail';

/** Condition: the delivery with this alias is that of the notification's mail. It uses a unique index. */
export const isDeliveryOf = (notification: string, delivery: string) =>
  `${delivery}.dedupe_key = '${creditRequest.dedupeKey('')}' || ${notification}.id and ${delivery}.subscriber = '${CREDIT_REQUEST_MAIL}'`;

/**
 * SQL for the state of a notification. The outbox deletes a delivery some time after its end; from then on the outcome
 * in the notification counts. Without either no mail can go.
 */
export const stateOf = (notification: string, delivery: string) =>
  `case ${delivery}.status when 'done' then 'sent' when 'waiting' then coalesce(${notification}.outcome, 'pending') else coalesce(${delivery}.status, ${notification}.outcome, 'cancelled') end`;

/** Condition: the delivery is still to be made. */
const isOpen = (delivery: string) => `${delivery}.status in ('pending', 'waiting')`;

/** Parameters that name a learner's record of a program, and a pathway. */
type Sending = readonly [userId: number, pathwayId: number, programId: number];

/** A pathway that takes the record: one of the program's, for credit, published, with an address. The lock keeps it that until the end. */
export const findOpenPathway = statement<
  { pathwayId: number; programId: number },
  [programUuid: string, pathwayId: number]
>(
  'credit_pathways.find_open_pathway',
  `select pathway.id as "pathwayId", program.id as "programId"
     from program
     join pathway_program on pathway_program.program_id = program.id
     join pathway on pathway.id = pathway_program.pathway_id
    where program.uuid = $1 and pathway.id = $2 and pathway.status = 'published' and pathway.pathway_type = 'credit'
      and pathway.email <> ''
      for key share of pathway_program`,
);

/**
 * Marks as sent, and locks the mark until the end of the transaction: see `insertRequest`. A repeat rolls it back. Run it
 * with `runUpsert`.
 */
export const markSent = statement<{ id: number }, Sending>(
  'credit_pathways.mark_sent',
  `with changed as (
     update user_credit_pathway set status = 'sent', modified = now()
      where user_id = $1 and pathway_id = $2 and program_id = $3
     returning id),
   made as (
     insert into user_credit_pathway (user_id, pathway_id, program_id, status)
     select $1, $2, $3, 'sent' where not exists (select from changed)
     on conflict (user_id, program_id, pathway_id) do nothing
     returning id)
   select ${idNumber('id')} as id from changed union all select ${idNumber('id')} from made`,
);

/** The result of a request. It is a repeat when `id` is null. */
export interface RecordedRequest {
  /** The new notification. */
  readonly id: number | null;
  /** When the mail of an equal request was sent; null while it is still to go. */
  readonly sentAt: string | null;
  /** From when on the record can be sent again. */
  readonly nextSend: string | null;
}

/**
 * Inserts a request, unless an equal one is still to be delivered or was sent within the interval; 0 hours: only the
 * former. `markSent` makes equal requests wait for each other. As a separate statement, this one sees the request that
 * the earlier transaction has committed. A request with an outcome is not delivered any more, even if a worker has yet
 * to end its delivery: see `withdrawRequests`. All times are those of the database.
 */
export const insertRequest = statement<RecordedRequest, [...Sending, intervalHours: number]>(
  'credit_pathways.insert_request',
  `with earlier as materialized (
     select case when notification.outcome = 'sent' or delivery.status = 'done'
                 then coalesce(notification.ended_at, delivery.ended_at, notification.created) end as sent_at
       from pathway_notification notification
       left join outbox_delivery delivery on ${isDeliveryOf('notification', 'delivery')}
      where notification.user_id = $1 and notification.pathway_id = $2 and notification.program_id = $3
        and notification.kind = 'first'
        and (notification.outcome = 'sent' or delivery.status = 'done'
             or notification.outcome is null and ${isOpen('delivery')})),
   repeated as (
     select sent_at from earlier
      where sent_at is null or ($4::integer > 0 and sent_at > now() - make_interval(hours => $4::integer))
      order by sent_at desc nulls first limit 1),
   made as (
     insert into pathway_notification (user_id, pathway_id, program_id, kind)
     select $1, $2, $3, 'first' where not exists (select from repeated)
     returning id)
   select ${idNumber('made.id')} as id, iso_time(sent_at) as "sentAt", iso_time(sent_at + make_interval(hours => $4::integer)) as "nextSend"
     from made full join repeated on true`,
);

/**
 * Inserts one update for each pathway that got the shared record; repeating it inserts none. A record sent after the
 * first award needs no update: its own mail tells of the award. The minute covers transactions that ran at the same
 * time: one mail too many is better than none.
 */
export const insertUpdates = statement<{ id: number }, [credentialId: number]>(
  'credit_pathways.insert_updates',
  `insert into pathway_notification (user_id, pathway_id, program_id, kind, credential_id)
   select mark.user_id, mark.pathway_id, mark.program_id, 'updated', credential.id
     from user_credential credential
     join program_certificate certificate on certificate.id = credential.program_certificate_id
     join user_credit_pathway mark on mark.user_id = credential.user_id and mark.program_id = certificate.program_id
     join program_cert_record shared on shared.user_id = mark.user_id and shared.program_id = mark.program_id
     join site on site.id = certificate.site_id and site.records_enabled
    where credential.id = $1 and credential.status = 'awarded'
      and mark.modified <= credential.first_awarded_at + interval '1 minute'
      and not exists (
        select from pathway_notification earlier
         where earlier.credential_id = credential.id and earlier.pathway_id = mark.pathway_id and earlier.kind = 'updated')
    order by mark.id
   on conflict (credential_id, pathway_id) where kind = 'updated' do nothing
   returning ${idNumber('id')} as id`,
);

/** Cancels pending mails at once: a worker may have read the old link, so a new request needs a new mail. */
export const withdrawRequests = statement<{ id: string }, [userId: number, programId: number]>(
  'credit_pathways.withdraw_requests',
  `update pathway_notification notification set outcome = 'cancelled', ended_at = greatest(now(), notification.created)
     from outbox_delivery delivery
    where notification.user_id = $1 and notification.program_id = $2 and notification.outcome is null
      and ${isDeliveryOf('notification', 'delivery')} and ${isOpen('delivery')}
   returning notification.id`,
);

/** The data of a mail to a pathway, as they are now. */
export interface CreditRequestRow extends NamedMailRow {
  readonly kind: NotificationKind;
  readonly created: string;
  /** The outcome, if an earlier attempt noted one. */
  readonly outcome: 'sent' | 'cancelled' | null;
  readonly learnerName: string;
  readonly username: string;
  readonly learnerEmail: string;
  readonly programTitle: string;
  /** Of the program's certificate. */
  readonly language: string;
  readonly pathwayName: string;
  readonly pathwayEmail: string;
  readonly platformName: string;
  readonly partnerFromAddress: string | null;
  /** Null when the learner no longer shares the record, or has withdrawn the request. */
  readonly recordUuid: string | null;
  /** Whether the credential of an update is awarded. */
  readonly awarded: boolean;
  /** Whether the record shows the program as completed: its credential is awarded and visible. */
  readonly completed: boolean;
}

/** One row by primary keys. It is read only when the mail is sent: names and addresses may change until then. */
export const readCreditRequest = statement<CreditRequestRow, [notificationId: number]>(
  'credit_pathways.read_credit_request',
  `select notification.kind, notification.outcome, iso_time(notification.created) as created,
          ${printedName('learner')} as "learnerName", learner.id as "userId",
          ${nameIsAwaited('learner')} as "nameIsAwaited", ${nameWaitUntil('learner', 'notification.created')} as "nameWaitUntil",
          learner.username, learner.email as "learnerEmail", program.title as "programTitle",
          coalesce(certificate.language, 'en') as language, pathway.name as "pathwayName", pathway.email as "pathwayEmail",
          site.platform_name as "platformName", site.partner_from_address as "partnerFromAddress",
          case when mark.id is not null then shared.uuid end as "recordUuid",
          coalesce((select credential.status = 'awarded' from user_credential credential
                     where credential.id = notification.credential_id), false) as awarded,
          ${hasCompleted('notification.user_id', 'notification.program_id')} as completed
     from pathway_notification notification
     join users learner on learner.id = notification.user_id
     join program on program.id = notification.program_id
     join pathway on pathway.id = notification.pathway_id
     left join program_certificate certificate on certificate.program_id = program.id
    cross join site
     left join user_credit_pathway mark on mark.user_id = notification.user_id
      and mark.program_id = notification.program_id and mark.pathway_id = notification.pathway_id
     left join program_cert_record shared on shared.user_id = notification.user_id
      and shared.program_id = notification.program_id
    where notification.id = $1`,
);
