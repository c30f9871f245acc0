import { statement } from '../../../platform/database/index.js';
import { CREDENTIAL_KEY, type FoundCredential } from '../bulk.sql.js';

/**
 * Those that a request was the last to revoke, and that are revoked still; by `audit_log_request_ix`. Those that it created
 * with the status `revoked` are not among them: nobody had awarded them.
 */
const REVOKED_BY = `c.status = 'revoked' and c.id = any(array(
  select log.subject_id::bigint from audit_log log
   where log.request_id = $1 and log.subject = 'credential' and log.action = 'revoked'
     and log.changes #>> '{status,0}' = 'awarded'
     and not exists (select from audit_log later
                      where later.subject = 'credential' and later.subject_id = log.subject_id and later.id > log.id
                        and later.action = 'revoked' and later.request_id is distinct from log.request_id)))`;

/** The next of them above an id, lowest first. */
export const selectRevokedBy = statement<FoundCredential, [request: string, above: number, limit: number]>(
  'credentials.select_revoked_by',
  `select ${CREDENTIAL_KEY} from user_credential c where ${REVOKED_BY} and c.id > $2 order by c.id + 0 limit $3`,
);

export const countRevokedBy = statement<{ count: number }, [request: string]>(
  'credentials.count_revoked_by',
  `select count(*)::int as count from user_credential c where ${REVOKED_BY}`,
);
