import { statement } from '../platform/database/index.js';

/** Topic of the mails to pathways; a message's dedupe key is the topic and the number of its notification. */
export const CREDIT_REQUEST = 'credit-pathway.request';

/** The outbox row of the notification with this alias, by the index of dedupe keys. */
export const messageOf = (notification: string) => `'${CREDIT_REQUEST}:' || ${notification}.id`;

/** Place holders of one learner's record of one program and one pathway. */
type Sending = readonly [userId: number, pathwayId: number, programId: number];

/** Where a record can be sent: pathways of the program that give credit and are published. */
export const findOpenPathway = statement<
  { pathwayId: number; programId: number },
  [programUuid: string, pathwayId: number]
>(
  'credit_pathways.find_open',
  `select pathway.id as "pathwayId", program.id as "programId"
     from program
     join pathway_program on pathway_program.program_id = program.id
     join pathway on pathway.id = pathway_program.pathway_id
    where program.uuid = $1 and pathway.id = $2 and pathway.status = 'published' and pathway.pathway_type = 'credit'`,
);

/** Marks as sent, and locks the mark until the end of the transaction: see `insertRequest`. */
export const markSent = statement<{ id: number }, Sending>(
  'credit_pathways.mark_sent',
  `insert into user_credit_pathway (user_id, pathway_id, program_id, status) values ($1, $2, $3, 'sent')
   on conflict (user_id, program_id, pathway_id) do update set status = 'sent', modified = now()
   returning id`,
);

/**
 * A new request, unless one is still to be delivered. Equal requests come here one after the other, as each holds the
 * lock of the mark; being a statement of its own, it sees what the one before has committed. One that has an outcome is
 * not to be delivered any more, even if a worker has yet to end its row: see `withdrawRequests`.
 */
export const insertRequest = statement<{ id: number }, Sending>(
  'credit_pathways.insert_request',
  `insert into pathway_notification (user_id, pathway_id, program_id, kind)
   select $1, $2, $3, 'first'
    where not exists (
      select from pathway_notification earlier
        join outbox on outbox.dedupe_key = ${messageOf('earlier')}
       where earlier.user_id = $1 and earlier.pathway_id = $2 and earlier.program_id = $3
         and earlier.kind = 'first' and earlier.outcome is null and outbox.state in ('ready', 'leased'))
   returning id`,
);

/**
 * An update for each pathway that the learner had sent the program's record to, while it is shared; each once for a
 * credential, however often this runs. What was sent after the first award says so itself, which matters when the
 * outbox has lain idle; the minute is for transactions that ran side by side, where one mail too many is better than
 * none.
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
    order by mark.id
   on conflict (credential_id, pathway_id) where kind = 'updated' do nothing
   returning id`,
);

/** What was sent counts no longer: its link leads nowhere. */
export const deleteMarks = statement<{ id: number }, [userId: number, programId: number]>(
  'credit_pathways.delete_marks',
  'delete from user_credit_pathway where user_id = $1 and program_id = $2 returning id',
);

/**
 * What has not gone yet is cancelled now, not when a worker comes to it: one that has it already may have read the link
 * of before, so a request that follows must not count on that mail.
 */
export const withdrawRequests = statement<object, [userId: number, programId: number]>(
  'credit_pathways.withdraw_requests',
  `update pathway_notification notification set outcome = 'cancelled', ended_at = now()
     from outbox
    where notification.user_id = $1 and notification.program_id = $2 and notification.outcome is null
      and outbox.dedupe_key = ${messageOf('notification')} and outbox.state in ('ready', 'leased')`,
);
