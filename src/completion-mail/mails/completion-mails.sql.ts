import { credentialOfSubject, subjectOfCredential } from '../../credentials/index.js';
import { accountNamed } from '../../identity/index.js';
import { idNumber, statement } from '../../platform/database/index.js';
import { PagedList } from '../../platform/lists/index.js';
import { COMPLETION_MAIL } from '../delivery/completion.sql.js';
import type { CompletionMailFilter, CompletionMailState } from './dto/list-completion-mails.query.js';

// A mail is a delivery of the outbox: its view and the credential have no relation that a repository could join. A list
// counts without joins, by the index of subscriber and subject.

const FROM = `(select * from outbox_delivery where subscriber = '${COMPLETION_MAIL}' and subject is not null) d`;

const STATE = `case d.status when 'done' then 'sent' else d.status end`;

/** Credentials are never deleted, so that each mail has one. */
const JOINS = `join user_credential c on c.id = ${credentialOfSubject('d.subject')}
  join users u on u.id = c.user_id
  join program_certificate pc on pc.id = c.program_certificate_id
  join program p on p.id = pc.program_id`;

const COMPLETION_MAIL_JSON = `json_build_object(
  'id', d.id,
  'username', u.username,
  'program_uuid', p.uuid,
  'program_title', coalesce(nullif(pc.title, ''), p.title),
  'credential_uuid', c.uuid,
  'state', ${STATE},
  'attempts', d.attempts,
  'last_error', d.last_error,
  'created', iso_time(d.created),
  'sent_at', case d.status when 'done' then iso_time(d.ended_at) end,
  'ended_at', iso_time(d.ended_at),
  'next_attempt', iso_time(d.next_attempt))`;

/** For the answer of a retry. */
export const readCompletionMail = statement<{ json: string }, [id: number]>(
  'completion_mail.read_mail',
  `select ${COMPLETION_MAIL_JSON}::text as json from ${FROM} ${JOINS} where d.id = $1`,
);

/** Of several who retry a mail at once, the first one does. */
export const lockForRetry = statement<object, [id: number]>(
  'completion_mail.lock_for_retry',
  `select from ${FROM} join user_credential c on c.id = ${credentialOfSubject('d.subject')} where d.id = $1
      for no key update of c`,
);

export const readForRetry = statement<{ credentialId: number; state: CompletionMailState }, [id: number]>(
  'completion_mail.read_for_retry',
  `select ${idNumber('c.id')} as "credentialId", ${STATE} as state from ${FROM} ${JOINS} where d.id = $1`,
);

/** Latest first. */
export const completionMailList = new PagedList<CompletionMailFilter>({
  name: 'completion_mail.list',
  from: FROM,
  id: 'd.id',
  direction: 'desc',
  json: COMPLETION_MAIL_JSON,
  joins: JOINS,
  filters: {
    username: (name) => `d.subject in (
      select ${subjectOfCredential('c.id')} from user_credential c
       where c.user_id = ${accountNamed(name)}
         and c.program_certificate_id is not null)`,
    programUuid: (uuid) => `d.subject in (
      select ${subjectOfCredential('c.id')} from user_credential c
        join program_certificate pc on pc.id = c.program_certificate_id
        join program p on p.id = pc.program_id
       where p.uuid = ${uuid}::uuid)`,
    state: (state) => `${STATE} = ${state}`,
  },
  selective: ['username', 'programUuid', 'state'],
});
