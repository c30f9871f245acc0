import { idNumber, statement } from '../platform/database/index.js';
import type { CredentialKind } from './entities/user-credential.entity.js';

/** The content of a credential beside its status, as text that is equal if and only if the content is. */
export interface CredentialContent {
  readonly id: number;
  readonly kind: CredentialKind;
  readonly dateOverride: string | null;
  readonly attributes: string;
}

/** Only runs while somebody awaits such changes. */
export const readContents = statement<CredentialContent, [ids: readonly number[]]>(
  'credentials.read_contents',
  `select ${idNumber('c.id')} as id,
          case when c.program_certificate_id is null then 'course-run' else 'program' end as kind,
          iso_time(c.date_override) as "dateOverride",
          (select coalesce(json_agg(json_build_array(a.name, a.value) order by a.name), '[]')
             from user_credential_attribute a where a.credential_id = c.id)::text as attributes
     from user_credential c where c.id = any ($1::bigint[]) order by c.id`,
);

/** Locks a learner's credential of a certificate, where it is stored. */
export const lockStored = statement<
  { id: number },
  [userId: number, programCertificate: number | null, courseCertificate: number | null]
>(
  'credentials.lock_stored',
  `select ${idNumber('id')} as id from user_credential
    where user_id = $1 and (program_certificate_id = $2 or course_certificate_id = $3) for no key update`,
);
