import { statement } from '../platform/database/index.js';
import type { CredentialKind, CredentialStatus } from './entities/user-credential.entity.js';

/** What an upsert did: `status` is the one from before, as the row is locked but not yet changed. */
export interface Upserted {
  id: number;
  status: CredentialStatus;
  created: boolean;
}

type UpsertParams = [
  userId: number,
  certificateId: number,
  status: CredentialStatus,
  dateOverride: string | null,
];

/**
 * Makes the row, or locks the one there is and hands out its status of before: of two equal requests at once the second
 * waits here for the first to commit. xmax is 0 only in a row version that an insert made.
 */
const upsert = (column: 'program_certificate_id' | 'course_certificate_id') =>
  statement<Upserted, UpsertParams>(
    `credential_upsert_${column}`,
    `insert into user_credential (user_id, ${column}, status, date_override)
     values ($1, $2, $3, $4::timestamptz)
     on conflict (user_id, ${column})
       do update set modified = now(), date_override = excluded.date_override
     returning id, status, xmax = 0 as created`,
  );

export const upsertProgramCredential = upsert('program_certificate_id');
export const upsertCourseCredential = upsert('course_certificate_id');

export const lockCredential = statement<
  { id: number; kind: CredentialKind; status: CredentialStatus },
  [uuid: string]
>(
  'credential_lock',
  `select id, status, case when program_certificate_id is null then 'course-run' else 'program' end as kind
     from user_credential where uuid = $1 for update`,
);

/** Returns the number of the change; the same status again is none. */
export const setStatus = statement<{ change: number }, [id: number, status: CredentialStatus]>(
  'credential_set_status',
  `update user_credential
      set status = $2::text, status_changes = status_changes + (status <> $2::text)::int, modified = now()
    where id = $1
   returning status_changes as change`,
);

/** Values are replaced by name; attributes that are not named stay. */
export const setAttributes = statement<object, [credentialId: number, names: string[], values: string[]]>(
  'credential_set_attributes',
  `insert into user_credential_attribute (credential_id, name, value)
   select $1, name, value from unnest($2::text[], $3::text[]) as given (name, value)
   on conflict (credential_id, name) do update set value = excluded.value`,
);
