import { credentialOfSubject, subjectOfCredential } from '../../credentials/index.js';
import { notificationOfSubject, subjectOfNotification } from '../../credit-pathways/index.js';
import { idNumber, statement } from '../../platform/database/index.js';
import type { WebhookEvent } from '../event-names.js';
import { senderOf } from '../topics.js';

export interface NewDelivery {
  readonly id: number;
  readonly webhook: string;
}

type Params = [
  messageId: number,
  event: WebhookEvent,
  about: string | null,
  changes: readonly string[] | null,
  failedMessage: number | null,
];

const CREDENTIAL = `case when about.subject like ${subjectOfCredential(`'%'`)} then ${credentialOfSubject('about.subject')} end`;
const NOTIFICATION = `case when about.subject like ${subjectOfNotification(`'%'`)} then ${notificationOfSubject('about.subject')} end`;

/**
 * Makes a row for each webhook that wants an event and does not filter it out. The event is that of the fan-out's own message
 * ($1), whose key and time make an id that is the same in each attempt. It is about the subject ($3). A webhook that is
 * younger than the event does not get it, nor news of a delivery ($5) that it did not take itself.
 */
export const makeDeliveries = statement<NewDelivery, Params>(
  'webhooks.make_deliveries',
  `with about as (select $3::text as subject),
   thing as (
     select c.id as credential_id, n.id as notification_id, coalesce(pc.program_id, n.program_id) as program_id,
            cc.course_run_id
       from about
       left join user_credential c on c.id = ${CREDENTIAL}
       left join pathway_notification n on n.id = ${NOTIFICATION}
       left join program_certificate pc on pc.id = c.program_certificate_id
       left join course_certificate cc on cc.id = c.course_certificate_id),
   reach as (
     select array(select p.uuid from program p where p.id = thing.program_id
                   union
                  select p.uuid from program_course_run r join program p on p.id = r.program_id
                   where r.course_run_id = thing.course_run_id) as programs,
            array(select o.uuid from program_authoring_organization a join organization o on o.id = a.organization_id
                   where a.program_id = thing.program_id
                   union
                  select o.uuid from course_run r
                    join course_owner w on w.course_id = r.course_id
                    join organization o on o.id = w.organization_id
                   where r.id = thing.course_run_id) as organizations
       from thing),
   made as (
     insert into webhook_delivery (
       webhook_id, event_id, event, occurred, credential_id, notification_id, message_id, changes)
     select w.id, md5(m.dedupe_key || ' ' || extract(epoch from m.created))::uuid, $2::text, m.created,
            case when $2 in ('awarded', 'revoked', 'changed') then thing.credential_id end,
            case when $2 = 'record_sent' then thing.notification_id end, $5::bigint, $4::text[]
       from outbox_delivery m
      cross join thing cross join reach cross join webhook w
      where m.id = $1 and (w.enabled or w.disabled_at > m.created) and $2 = any (w.events) and w.created <= m.created
        and (cardinality(w.programs) + cardinality(w.organizations) = 0
             or w.programs && reach.programs or w.organizations && reach.organizations)
        and not exists (select from outbox_delivery f where f.id = $5 and f.subscriber = ${senderOf('w.uuid')})
        and ($2 = 'delivery_failed' or thing.credential_id is not null or thing.notification_id is not null)
      order by w.id
     on conflict (webhook_id, event_id) do nothing
     returning id, webhook_id)
   select ${idNumber('made.id')} as id, w.uuid as webhook from made join webhook w on w.id = made.webhook_id
    order by made.id`,
);

/** The subject of a message of the outbox. */
export const readSubject = statement<{ subject: string | null }, [messageId: number]>(
  'webhooks.read_subject',
  'select subject from outbox_delivery where id = $1',
);
