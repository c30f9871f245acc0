import { accountNamed } from '../identity/index.js';
import { idNumber } from '../platform/database/index.js';
import { CursorList } from '../platform/lists/index.js';

/** Filters of the log. `since` and `until` are times, `subjectUuid` and `subjectId` the two names of a thing. */
export interface AuditFilter {
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly subjectUuid?: string | undefined;
  /** The number of a credential: also what happened to those that were joined with it. */
  readonly credential?: number | undefined;
  readonly username?: string | undefined;
  readonly actor?: string | undefined;
  readonly requestId?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Ids and times grow together, but for rows that are written at the same moment. */
const ROWS_AT_ONCE = 1000;

const user = (name: string) => `(select id from users where lower(username) = lower(${name}))`;

/** The account of a name and those that were merged into it: their rows stay as they were written. */
const accounts = (name: string) =>
  `array(select id from users where id = ${accountNamed(name)} or merged_into = ${accountNamed(name)})`;

/** A merge of accounts leaves one of two credentials; the rows of the other one stay as they were written. */
const isAboutCredential = (
  id: string,
) => `(log.subject = 'credential' and (log.subject_id = ${id}::bigint::text
  or log.subject_uuid = any (array(select uuid from former_credential_uuid where credential_id = ${id}::bigint))))`;

/** The id of the first or last row on one side of a time, so that a page need not walk over all rows of the other side. */
const boundary = (side: string, direction: string) =>
  `(select id from audit_log where at ${side} order by at ${direction}, id ${direction} limit 1)`;

/** One row's JSON. @param whole with the names of those who did it, their reasons and requests */
const entryJson = (whole: boolean) => `json_build_object(
  'id', ${idNumber('log.id')},
  'at', iso_time(log.at),
  'action', log.action,
  'subject', log.subject,
  'subject_id', coalesce(log.subject_uuid::text, log.subject_id),
  'username', about.username,
  'actor', json_build_object('kind', log.actor_kind, 'username', ${whole ? 'actor.username' : 'null'},
                             'name', ${whole ? 'log.actor_name' : 'null'}),
  'request_id', ${whole ? 'log.request_id' : 'null'},
  'reason', ${whole ? 'log.reason' : 'null'},
  'changes', (log.changes || coalesce(log.personal, '{}'))${whole ? '' : ` - 'user_id'`})`;

const JOINS = `left join users about on about.id = log.user_id left join users actor on actor.id = log.actor_id`;

const auditList = (name: string, whole: boolean) =>
  new CursorList<AuditFilter, [], 'latest' | 'oldest'>({
    name,
    from: 'audit_log log',
    id: 'log.id',
    json: entryJson(whole),
    joins: JOINS,
    filters: {
      action: (place) => `log.action = ${place}`,
      subject: (place) => `log.subject = ${place}`,
      subjectId: (place) => `log.subject_id = ${place}`,
      subjectUuid: (place) => `log.subject_uuid = ${place}::uuid`,
      credential: isAboutCredential,
      username: (place) => `log.user_id = any (${accounts(place)})`,
      actor: (place) => `log.actor_id = ${user(place)}`,
      requestId: (place) => `log.request_id = ${place}`,
      since: (place) =>
        `log.at >= ${place}::timestamptz and log.id >= ${boundary(`>= ${place}::timestamptz`, 'asc')} - ${ROWS_AT_ONCE}`,
      until: (place) =>
        `log.at < ${place}::timestamptz and log.id <= ${boundary(`< ${place}::timestamptz`, 'desc')} + ${ROWS_AT_ONCE}`,
    },
    selective: ['subjectId', 'subjectUuid', 'credential', 'username', 'requestId'],
    orders: {
      latest: { keys: ['log.id'], direction: 'desc' },
      oldest: { keys: ['log.id'] },
    },
  });

/** The log as staff read it; and the history of a credential as learners and partners do, without numbers of accounts. */
export const AUDIT = {
  whole: auditList('audit.list', true),
  withoutNames: auditList('audit.history', false),
};
