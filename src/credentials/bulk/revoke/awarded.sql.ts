import { type Statement, statement } from '../../../platform/database/index.js';
import { ListFilters } from '../../../platform/lists/index.js';
import { CREDENTIAL_FILTERS, type CredentialFilter } from '../../credential-filters.js';
import { CREDENTIAL_KEY, type FoundCredential } from '../bulk.sql.js';

/** Chooses the credentials to revoke. Absent fields do not narrow. */
export interface RevocationFilter extends CredentialFilter {
  /** Those that this request, or run of a command, was the last to award: the id as in `X-Request-Id` and the audit log. */
  readonly requestId?: string | undefined;
}

/** By `audit_log_request_ix`; the array is read once, before the scan. */
const wasAwardedBy = (request: string) => `c.id = any(array(
  select log.subject_id::bigint from audit_log log
   where log.request_id = ${request} and log.subject = 'credential' and log.action in ('awarded', 'restored')
     and not exists (select from audit_log later
                      where later.subject = 'credential' and later.subject_id = log.subject_id and later.id > log.id
                        and later.action in ('awarded', 'restored')
                        and later.request_id is distinct from log.request_id)))`;

const filters = new ListFilters<RevocationFilter>({ ...CREDENTIAL_FILTERS, requestId: wasAwardedBy });

/** The awarded credentials that match and whose id is above one, lowest first. */
export function selectAwarded(
  filter: RevocationFilter,
  above: number,
  limit: number,
): [Statement<FoundCredential, readonly unknown[]>, readonly unknown[]] {
  const used = filters.usedBy(filter);
  const conditions = filters.conditions(used, 2).map((condition) => ` and ${condition}`);
  const text = `select ${CREDENTIAL_KEY} from user_credential c
    where c.status = 'awarded' and c.id > $1${conditions.join('')} order by c.id + 0 limit $2`;
  return [
    statement(filters.nameOf('credentials.select_awarded', used), text),
    [above, limit, ...filters.values(used, filter)],
  ];
}

/** How many awarded credentials match. */
export function countAwarded(
  filter: RevocationFilter,
): [Statement<{ count: number }, readonly unknown[]>, readonly unknown[]] {
  const used = filters.usedBy(filter);
  const conditions = filters.conditions(used, 0).map((condition) => ` and ${condition}`);
  const text = `select count(*)::int as count from user_credential c where c.status = 'awarded'${conditions.join('')}`;
  return [statement(filters.nameOf('credentials.count_awarded', used), text), filters.values(used, filter)];
}

/** Whether the filter narrows at all. */
export const narrows = (filter: RevocationFilter): boolean => filters.usedBy(filter).length > 0;
