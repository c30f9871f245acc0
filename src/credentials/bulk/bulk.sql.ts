import { idNumber, statement } from '../../platform/database/index.js';
import type { LockedCredential } from '../award.sql.js';
import type { CredentialKind, CredentialStatus } from '../entities/user-credential.entity.js';
import { credentialInScope } from '../scope.sql.js';

/*
 * Statements for many credentials at once. Each takes lists of the same length; `place` counts from 0. They do what those
 * of `award.sql.ts` do for one: `test/models/bulk.spec.ts` compares the two.
 */

/** The two parts that identify a credential: one learner's certificate. */
export interface CredentialKey {
  readonly kind: CredentialKind;
  readonly userId: number;
  readonly certificateId: number;
}

export interface FoundCredential extends CredentialKey {
  readonly id: number;
}

export type KeyedCredential = LockedCredential & CredentialKey;

const KEY = `c.user_id as "userId", coalesce(c.program_certificate_id, c.course_certificate_id) as "certificateId",
          case when c.program_certificate_id is null then 'course-run' else 'program' end as kind`;

/** SQL for id and key of a credential, from the alias c. */
export const CREDENTIAL_KEY = `${idNumber('c.id')} as id, ${KEY}`;

const LOCKED = `select ${CREDENTIAL_KEY}, c.status, c.first_awarded_at is not null as "everAwarded"`;

const BY_UUIDS = `select (given.place - 1)::int as place, ${CREDENTIAL_KEY}
     from unnest($1::uuid[]) with ordinality as given (uuid, place)
     join user_credential c
       on c.id = coalesce((select id from user_credential where uuid = given.uuid),
                          (select credential_id from former_credential_uuid where uuid = given.uuid))`;

type PlacedCredential = FoundCredential & { place: number };

/** Finds credentials by uuid, also by one that was joined with another. */
export const findByUuids = statement<PlacedCredential, [uuids: string[]]>(
  'credentials.find_by_uuids',
  BY_UUIDS,
);

/** For an API key: no row outside of its scope, so that such a credential is not locked either. */
export const findByUuidsInScope = statement<PlacedCredential, [uuids: string[], scope: number]>(
  'credentials.find_by_uuids_in_scope',
  `${BY_UUIDS} where ${credentialInScope('c', '$2::int')}`,
);

/** The same as `findEarnedCertificate` for many: `programUuids` and `courseRunKeys` have null where the other has a key. */
export const findEarnedCertificates = statement<
  { place: number; certificateId: number },
  [usernames: string[], programUuids: (string | null)[], courseRunKeys: (string | null)[]]
>(
  'credentials.find_earned_certificates',
  `select (given.place - 1)::int as place, earned.id as "certificateId"
     from unnest($1::text[], $2::uuid[], $3::text[]) with ordinality as given (username, program, run, place)
    cross join lateral (
      select certificate.id
        from users u
        join user_credential c on c.user_id = coalesce(u.merged_into, u.id)
        join program_certificate certificate on certificate.id = c.program_certificate_id
        join program on program.id = certificate.program_id and program.uuid = given.program
       where lower(u.username) = lower(given.username)
       union all
      select certificate.id
        from users u
        join user_credential c on c.user_id = coalesce(u.merged_into, u.id)
        join course_certificate certificate on certificate.id = c.course_certificate_id
       where lower(u.username) = lower(given.username) and lower(certificate.course_id) = lower(given.run)
       limit 1) earned`,
);

/** Finds the credentials that there are, of learners and certificates; one of the certificates is null. */
export const findByKeys = statement<
  FoundCredential,
  [userIds: number[], programCertificates: (number | null)[], courseCertificates: (number | null)[]]
>(
  'credentials.find_by_keys',
  `select ${CREDENTIAL_KEY}
     from unnest($1::integer[], $2::integer[], $3::integer[]) as given (user_id, program, course)
    cross join lateral (
      select * from user_credential stored
       where stored.user_id = given.user_id and stored.program_certificate_id = given.program
       union all
      select * from user_credential stored
       where stored.user_id = given.user_id and stored.course_certificate_id = given.course
       limit 1) c`,
);

/** The awarded program credentials of learners: a change of a learner's course credential is about them, too. */
export const findProgramCredentials = statement<FoundCredential, [userIds: number[]]>(
  'credentials.find_program_credentials',
  `select ${CREDENTIAL_KEY} from user_credential c
    where c.user_id = any ($1::integer[]) and c.program_certificate_id is not null and c.status = 'awarded'`,
);

/** See "Locks" in docs/credentials.md: two changes of the program credentials of many learners take turns. */
export const takeTurn = statement<object>(
  'credentials.take_turn',
  `select pg_advisory_xact_lock(hashtextextended('kept-programs', 0))`,
);

/** Locks credentials in id order, and returns them as they are then. */
export const lockCredentials = statement<KeyedCredential, [ids: number[]]>(
  'credentials.lock_credentials',
  `${LOCKED} from user_credential c where c.id = any ($1::bigint[]) order by c.id for no key update`,
);

/** Sets the status, and where `overrides` the date override. Returns the number of the change. */
export const changeCredentials = statement<
  { id: number; change: number },
  [ids: number[], statuses: CredentialStatus[], overrides: boolean[], dateOverrides: (string | null)[]]
>(
  'credentials.change_credentials',
  `update user_credential c
      set status = given.status, status_changes = status_changes + (c.status <> given.status)::int, modified = now(),
          date_override = case when given.overrides then given.date_override else c.date_override end,
          first_awarded_at = coalesce(
            first_awarded_at, case when given.status = 'awarded' then greatest(now(), created) end)
     from unnest($1::bigint[], $2::text[], $3::boolean[], $4::timestamptz[])
          as given (id, status, overrides, date_override)
    where c.id = given.id
   returning ${idNumber('c.id')} as id, status_changes as change`,
);

/** Creates credentials in the order of the list. One that another transaction has created meanwhile is not returned. */
export const insertCredentials = statement<
  KeyedCredential,
  [
    userIds: number[],
    programCertificates: (number | null)[],
    courseCertificates: (number | null)[],
    statuses: CredentialStatus[],
    dateOverrides: (string | null)[],
  ]
>(
  'credentials.insert_credentials',
  `with made as (
     insert into user_credential (
       user_id, program_certificate_id, course_certificate_id, status, date_override, first_awarded_at)
     select user_id, program, course, status, date_override, case when status = 'awarded' then now() end
       from unnest($1::integer[], $2::integer[], $3::integer[], $4::text[], $5::timestamptz[]) with ordinality
            as given (user_id, program, course, status, date_override, place)
      order by place
     on conflict do nothing
     returning *)
   ${LOCKED} from made c`,
);

/** Sets attributes by name. Other attributes stay. */
export const setManyAttributes = statement<
  object,
  [credentialIds: number[], names: string[], values: string[]]
>(
  'credentials.set_many_attributes',
  `insert into user_credential_attribute (credential_id, name, value)
   select id, name, value from unnest($1::bigint[], $2::text[], $3::text[]) as given (id, name, value)
    order by id, name
   on conflict (credential_id, name) do update set value = excluded.value`,
);

/** The uuids of credentials. */
export const findUuids = statement<{ id: number; uuid: string }, [ids: number[]]>(
  'credentials.find_uuids',
  `select ${idNumber('id')} as id, uuid from user_credential where id = any ($1::bigint[])`,
);

/** A credential in words. */
export interface NamedCredential {
  readonly username: string;
  /** Key of the course run, or uuid of the program. */
  readonly certificate: string;
  readonly uuid: string;
}

/** Names credentials, lowest id first. */
export const nameCredentials = statement<NamedCredential, [ids: readonly number[]]>(
  'credentials.name_credentials',
  `select u.username, c.uuid, coalesce(course.course_id, p.uuid::text) as certificate
     from user_credential c
     join users u on u.id = c.user_id
     left join course_certificate course on course.id = c.course_certificate_id
     left join program_certificate program on program.id = c.program_certificate_id
     left join program p on p.id = program.program_id
    where c.id = any ($1::bigint[]) order by c.id`,
);
