import { statement } from '../../platform/database/index.js';

export interface FoundKey {
  /** The caller is to carry the request out. The other columns say nothing then. */
  readonly taken: boolean;
  /** Whether the known request is the same; null when another one has the key at this moment. */
  readonly same: boolean | null;
  /** Whether the caller has the rights and the scope that the first request had. */
  readonly entitled: boolean | null;
  readonly running: boolean | null;
  readonly executed: boolean | null;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: Buffer | null;
}

type Owned = [userId: number, key: string, owner: string];

/** Takes a key, or finds what is known of it. A key older than a day, or lost before it changed anything, is free. */
export const takeKey = statement<
  FoundKey,
  [...Owned, fingerprint: Buffer, leaseSeconds: number, standing: Buffer]
>(
  'identity.take_key',
  `with taken as (
     insert into idempotency_key as k (user_id, key, owner, fingerprint, created, leased_until, executed, standing)
     values ($1, $2, $3, $4, clock_timestamp(), clock_timestamp() + make_interval(secs => $5), false, $6)
     on conflict (user_id, key) do update set
       owner = excluded.owner, fingerprint = excluded.fingerprint, created = excluded.created, standing = excluded.standing,
       leased_until = excluded.leased_until, executed = false, status = null, headers = null, body = null
     where k.created < clock_timestamp() - interval '24 hours'
       or (not k.executed and k.leased_until < clock_timestamp() and k.fingerprint = excluded.fingerprint)
     returning 1)
   select exists (select from taken) as taken, k.fingerprint = $4 as same, k.standing = $6 as entitled,
     k.leased_until > clock_timestamp() as running, k.executed, k.status, k.headers, k.body
   from (values (1)) one left join idempotency_key k on k.user_id = $1 and k.key = $2`,
);

/** In the transaction of the change. No row: another request has taken the key over. */
export const markExecuted = statement<object, Owned>(
  'identity.mark_executed',
  `update idempotency_key set executed = true where user_id = $1 and key = $2 and owner = $3 returning 1`,
);

/** Keeps the answer. Without a status it is lost, and repeats are told so. */
export const keepAnswer = statement<
  object,
  [...Owned, status: number | null, headers: string | null, body: Buffer | null]
>(
  'identity.keep_answer',
  `update idempotency_key
   set executed = true, leased_until = clock_timestamp(), status = $4, headers = $5::jsonb, body = $6
   where user_id = $1 and key = $2 and owner = $3`,
);

/** Frees the key of a request that changed nothing. */
export const releaseKey = statement<object, Owned>(
  'identity.release_key',
  `delete from idempotency_key where user_id = $1 and key = $2 and owner = $3 and not executed`,
);

export const forgetKeys = statement<object, [userId: number]>(
  'identity.forget_keys',
  `delete from idempotency_key where user_id = $1`,
);

/** Deletes a batch of old keys. Processes skip each other's rows. */
export const cleanKeys = statement<object, [most: number]>(
  'identity.clean_keys',
  `delete from idempotency_key where (user_id, key) in (
     select user_id, key from idempotency_key where created < clock_timestamp() - interval '24 hours'
     order by created limit $1 for update skip locked)
   returning 1`,
);
