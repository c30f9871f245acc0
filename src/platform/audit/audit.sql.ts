import { idNumber, statement } from '../database/index.js';

// The triggers of the migrations write the rows of changes. This is for acts without a changed row, and for forgetting.

/** Who and why come from the setting of the transaction, as in the triggers. */
export const recordAct = statement<
  object,
  [
    action: string,
    subject: string,
    subjectId: string | null,
    subjectUuid: string | null,
    userId: number | null,
    changes: string,
    personal: string | null,
  ]
>(
  'audit.record_act',
  `insert into audit_log (actor_kind, actor_id, actor_name, request_id, reason,
                          action, subject, subject_id, subject_uuid, user_id, changes, personal)
   select origin ->> 'kind', (origin ->> 'id')::bigint, origin ->> 'name', origin ->> 'request', origin ->> 'reason',
          $1, $2, $3, $4, $5, $6::jsonb, $7::jsonb
     from audit_origin() origin`,
);

/** Empties what tells of these users in all rows about them, reasons too. */
export const forgetPeople = statement<{ count: number }, [userIds: number[]]>(
  'audit.forget_people',
  `select ${idNumber('audit_forget($1::bigint[])')} as count`,
);
