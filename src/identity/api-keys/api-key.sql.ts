import { statement } from '../../platform/database/index.js';
import { NEVER_ASKED } from '../names/printed-name.js';

/** A key that counts now. */
export interface ApiKeyRow {
  /** Of its row in `users`. */
  readonly id: number;
  readonly name: string;
  readonly digest: Buffer;
  readonly permissions: string[];
  readonly programs: string[];
  readonly organizations: string[];
  readonly unlimited: boolean;
  /** Whether its last use should be written down. */
  readonly useIsDue: boolean;
}

/**
 * Finds a key that is neither revoked nor expired. Each request of a key runs it, on the primary: a revocation counts from
 * the next request on, in every process. Two index scans.
 */
export const findApiKey = statement<ApiKeyRow, [keyId: string]>(
  'identity.find_api_key',
  `select k.user_id as id, k.name, k.digest, k.permissions, k.programs, k.organizations, k.unlimited,
          coalesce(used.used_at < now() - interval '1 minute', true) as "useIsDue"
     from api_key k left join api_key_use used on used.user_id = k.user_id
    where k.key_id = $1 and k.revoked_at is null and k.expires_at > now()`,
);

/** Writes the last use down, once a minute however many processes notice. */
export const noteApiKeyUse = statement<object, [userId: number]>(
  'identity.note_api_key_use',
  `insert into api_key_use as used (user_id, used_at) values ($1, now())
   on conflict (user_id) do update set used_at = excluded.used_at
    where used.used_at < excluded.used_at - interval '1 minute'`,
);

/** Creates the row in `users` of a key: deactivated and never asked for a name, so that it is nobody's account. */
export const insertKeyUser = statement<{ id: number }, [username: string]>(
  'identity.insert_key_user',
  `insert into users (username, is_active, deactivated_at, name_due_at) values ($1, false, now(), ${NEVER_ASKED})
   returning id`,
);

/** A time as the database reads it, compared with its clock and with another time. */
export const judgeExpiry = statement<
  { time: Date; isPast: boolean; isFar: boolean; isLater: boolean },
  [time: string, before: Date | null]
>(
  'identity.judge_expiry',
  `select given.time, given.time <= now() as "isPast", given.time > now() + interval '731 days' as "isFar",
          coalesce(given.time > $2::timestamptz, true) as "isLater"
     from (select $1::timestamptz as time) given`,
);

/** The programs with these uuids. */
export const findPrograms = statement<{ uuid: string }, [uuids: readonly string[]]>(
  'identity.find_programs_of_scope',
  'select uuid from program where uuid = any ($1::uuid[])',
);

/** The organizations with these keys. Two partners of a catalog may have one key. */
export const findOrganizations = statement<{ uuid: string; key: string }, [keys: readonly string[]]>(
  'identity.find_organizations_of_scope',
  'select uuid, key from organization where key = any ($1::text[]) order by key',
);

/** The keys of organizations. */
export const nameOrganizations = statement<{ uuid: string; key: string }, [uuids: readonly string[]]>(
  'identity.name_organizations_of_scope',
  'select uuid, key from organization where uuid = any ($1::uuid[])',
);
