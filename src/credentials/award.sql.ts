import { idNumber, statement } from '../platform/database/index.js';
import { hasUuid } from './credential-uuid.js';
import { credentialInScope } from './scope.sql.js';
import type { CredentialKind, CredentialStatus } from './entities/user-credential.entity.js';

// Every issue runs these: the upsert takes 0.2 ms (npm run bench -- --plans).

/** A locked row. Nobody else can change it until the transaction ends. */
export interface LockedCredential {
  readonly id: number;
  readonly kind: CredentialKind;
  readonly status: CredentialStatus;
  /** Whether it is or was awarded. */
  readonly everAwarded: boolean;
}

/** The result of an upsert. `status` is the one before the call, unless the row is new. */
export interface UpsertedCredential extends LockedCredential {
  readonly created: boolean;
}

type UpsertParams = [
  userId: number,
  certificateId: number,
  status: CredentialStatus,
  dateOverride: string | null,
  keepsDateOverride: boolean,
];

/**
 * Changes the existing row and returns its status, which is the one before the call, or creates the row. The row's lock
 * makes the second of two equal requests wait for the first to commit. Run it with `runUpsert`. It is not an
 * `on conflict do update`, because that takes a number from the identity for every repeat.
 */
const upsert = (kind: CredentialKind, certificate: 'program' | 'course') => {
  const column = `${certificate}_certificate_id`;
  return statement<UpsertedCredential, UpsertParams>(
    `credentials.upsert_${certificate}_credential`,
    `with changed as (
       update user_credential
          set modified = now(), date_override = case when $5::boolean then date_override else $4::timestamptz end
        where user_id = $1 and ${column} = $2
       returning id, status, first_awarded_at),
     made as (
       insert into user_credential (user_id, ${column}, status, date_override, first_awarded_at)
       select $1, $2, $3::text, $4::timestamptz, case when $3::text = 'awarded' then now() end
        where not exists (select from changed)
       on conflict (user_id, ${column}) do nothing
       returning id, status, first_awarded_at),
     kept as (select *, false as created from changed union all select *, true from made)
     select ${idNumber('id')} as id, '${kind}' as kind, status, first_awarded_at is not null as "everAwarded", created from kept`,
  );
};

export const upsertCredential = {
  program: upsert('program', 'program'),
  'course-run': upsert('course-run', 'course'),
} as const;

const findEarned = (kind: 'program' | 'course', certificate: string) =>
  statement<{ certificateId: number }, [username: string, key: string]>(
    `credentials.find_earned_${kind}_certificate`,
    `select certificate.id as "certificateId"
       from users u
       join user_credential c on c.user_id = coalesce(u.merged_into, u.id)
       join ${kind}_certificate certificate on certificate.id = c.${kind}_certificate_id
       ${certificate}
      where lower(u.username) = lower($1)
      limit 1`,
  );

/** The certificate of a learner's credential for a program or course run, active or not: a revocation reaches both. */
export const findEarnedCertificate = {
  program: findEarned(
    'program',
    'join program on program.id = certificate.program_id and program.uuid = $2::uuid',
  ),
  'course-run': findEarned('course', 'and lower(certificate.course_id) = lower($2)'),
} as const;

const LOCK = `select ${idNumber('id')} as id, status, first_awarded_at is not null as "everAwarded",
          case when program_certificate_id is null then 'course-run' else 'program' end as kind
     from user_credential c where ${hasUuid('c', '$1')}`;

export const lockCredential = statement<LockedCredential, [uuid: string]>(
  'credentials.lock_credential',
  `${LOCK} for update`,
);

/** For an API key: no row outside of its scope, so that such a credential is not locked either. */
export const lockCredentialInScope = statement<LockedCredential, [uuid: string, scope: number]>(
  'credentials.lock_credential_in_scope',
  `${LOCK} and ${credentialInScope('c', '$2::int')} for update of c`,
);

/** Returns the number of the change. Setting the same status again does not count. */
export const setStatus = statement<{ change: number }, [id: number, status: CredentialStatus]>(
  'credentials.set_status',
  `update user_credential
      set status = $2::text, status_changes = status_changes + (status <> $2::text)::int, modified = now(),
          first_awarded_at = coalesce(first_awarded_at, case when $2::text = 'awarded' then greatest(now(), created) end)
    where id = $1
   returning status_changes as change`,
);

/** A row when the status is known from a later time than the report ($2): the report is out of date. */
export const findNewerStatus = statement<{ id: number }, [id: number, at: string, status: CredentialStatus]>(
  'credentials.find_newer_status',
  `select ${idNumber('id')} as id from user_credential
    where id = $1 and (status_at > $2::timestamptz or status_at = $2::timestamptz and status = 'revoked' and $3::text = 'awarded')`,
);

/** Notes the time of the report from which the status is known. One of the future counts as one of now. */
export const setStatusTime = statement<object, [id: number, at: string]>(
  'credentials.set_status_time',
  'update user_credential set status_at = least($2::timestamptz, clock_timestamp()) where id = $1',
);

/** Sets values by name. Other attributes stay. */
export const setAttributes = statement<object, [credentialId: number, names: string[], values: string[]]>(
  'credentials.set_attributes',
  `insert into user_credential_attribute (credential_id, name, value)
   select $1, name, value from unnest($2::text[], $3::text[]) as given (name, value)
   on conflict (credential_id, name) do update set value = excluded.value`,
);
