import { statement } from '../../platform/database/index.js';
import type { NotificationKind } from '../entities/pathway-notification.entity.js';

/** All that a mail to a pathway says, as it is now. */
export interface PathwayMailRow {
  readonly kind: NotificationKind;
  /** How it ended, if an earlier attempt noted that. */
  readonly outcome: 'sent' | 'cancelled' | null;
  readonly learnerName: string;
  readonly username: string;
  readonly learnerEmail: string;
  readonly programTitle: string;
  readonly pathwayName: string;
  readonly pathwayEmail: string;
  readonly platformName: string;
  readonly partnerFromAddress: string | null;
  /** Null when the learner no longer shares the record, or has taken the request back. */
  readonly recordUuid: string | null;
  /** Whether the program's credential is awarded. */
  readonly completed: boolean;
}

/** One row by primary keys, read when the mail is sent and not before: names and addresses may change until then. */
export const readPathwayMail = statement<PathwayMailRow, [notificationId: number]>(
  'credit_pathways.read_mail',
  `select notification.kind, notification.outcome,
          learner.full_name as "learnerName", learner.username, learner.email as "learnerEmail",
          program.title as "programTitle",
          pathway.name as "pathwayName", pathway.email as "pathwayEmail",
          site.platform_name as "platformName", site.partner_from_address as "partnerFromAddress",
          case when mark.id is not null then shared.uuid end as "recordUuid",
          exists (select from program_certificate certificate
                    join user_credential credential on credential.program_certificate_id = certificate.id
                   where certificate.program_id = notification.program_id
                     and credential.user_id = notification.user_id and credential.status = 'awarded') as completed
     from pathway_notification notification
     join users learner on learner.id = notification.user_id
     join program on program.id = notification.program_id
     join pathway on pathway.id = notification.pathway_id
    cross join site
     left join user_credit_pathway mark on mark.user_id = notification.user_id
      and mark.program_id = notification.program_id and mark.pathway_id = notification.pathway_id
     left join program_cert_record shared on shared.user_id = notification.user_id
      and shared.program_id = notification.program_id
    where notification.id = $1`,
);

/** The end of a notification, for the time when the outbox has forgotten its row. */
export const noteOutcome = statement<object, [notificationId: number, outcome: 'sent' | 'cancelled']>(
  'credit_pathways.note_outcome',
  'update pathway_notification set outcome = $2, ended_at = now() where id = $1',
);
