import { idNumber, statement } from '../platform/database/index.js';
import type { CredentialStatus } from './entities/user-credential.entity.js';

// SQL, since each step is about all credentials of two learners at once.

/**
 * Locks the credentials of two learners in the order in which awards do: one of a course run first, then those of
 * programs, in id order.
 */
const lockOf = (kind: 'course' | 'program') =>
  statement<{ id: string }, [learners: number[]]>(
    `credentials.lock_${kind}s_of`,
    `select id from user_credential
      where user_id = any ($1::int[]) and ${kind}_certificate_id is not null order by id for update`,
  );

export const lockCredentialsOf = [lockOf('course'), lockOf('program')] as const;

/** Two credentials of one certificate, the one that is given up and the one that stays. */
export interface RivalRow {
  readonly lostId: number;
  readonly keptId: number;
  readonly lostUuid: string;
  readonly keptUuid: string;
  readonly lostStatus: CredentialStatus;
  readonly keptStatus: CredentialStatus;
  /** Key of the course run, or uuid of the program. */
  readonly subject: string;
}

/** An awarded one stays rather than a revoked one, else the one that was awarded first. */
export const findRivals = statement<RivalRow, [from: number, into: number]>(
  'credentials.find_rivals',
  `with rival as (
     select mine.id as mine, theirs.id as theirs,
            case when mine.status <> theirs.status then mine.status = 'awarded'
                 else (coalesce(mine.first_awarded_at, mine.created), mine.id)
                    < (coalesce(theirs.first_awarded_at, theirs.created), theirs.id) end as mine_stays
       from user_credential mine
       join user_credential theirs on theirs.user_id = $2
        and (theirs.program_certificate_id = mine.program_certificate_id
             or theirs.course_certificate_id = mine.course_certificate_id)
      where mine.user_id = $1)
   select ${idNumber('lost.id')} as "lostId", ${idNumber('kept.id')} as "keptId", lost.uuid as "lostUuid",
          kept.uuid as "keptUuid", lost.status as "lostStatus", kept.status as "keptStatus",
          coalesce(program.uuid::text, course.course_id) as subject
     from rival
     join user_credential lost on lost.id = case when mine_stays then theirs else mine end
     join user_credential kept on kept.id = case when mine_stays then mine else theirs end
     left join program_certificate pc on pc.id = kept.program_certificate_id
     left join program on program.id = pc.program_id
     left join course_certificate course on course.id = kept.course_certificate_id
    order by kept.id`,
);

type Pairs = [lost: number[], kept: number[]];

const PAIRS = 'unnest($1::bigint[], $2::bigint[]) as pair (lost, kept)';

/** Uuids that led to a credential which is given up lead to the one that stays. */
export const repointFormerUuids = statement<object, Pairs>(
  'credentials.repoint_former_uuids',
  `update former_credential_uuid former set credential_id = pair.kept from ${PAIRS} where former.credential_id = pair.lost`,
);

export const keepUuids = statement<{ uuid: string }, Pairs>(
  'credentials.keep_uuids',
  `insert into former_credential_uuid (uuid, credential_id)
   select lost.uuid, pair.kept from ${PAIRS} join user_credential lost on lost.id = pair.lost
   returning uuid`,
);

/** A remark of the credential that stays wins. */
export const keepAttributes = statement<{ id: string }, Pairs>(
  'credentials.keep_attributes',
  `insert into user_credential_attribute (credential_id, name, value)
   select pair.kept, attribute.name, attribute.value
     from ${PAIRS} join user_credential_attribute attribute on attribute.credential_id = pair.lost
   on conflict (credential_id, name) do nothing
   returning credential_id as id`,
);

/** A program credential that rested on one which is given up rests on the one that stays. */
export const keepFoundations = statement<object, [...Pairs, learners: number[]]>(
  'credentials.keep_foundations',
  `update user_credential held
      set rested_on = (select array_agg(distinct coalesce(pair.kept, part.id) order by coalesce(pair.kept, part.id))
                         from unnest(held.rested_on) as part (id) left join ${PAIRS} on pair.lost = part.id)
    where held.user_id = any ($3::int[]) and held.program_certificate_id is not null and held.rested_on && $1::bigint[]`,
);

/** By itself: of attributes that go along with their credential the audit log could not tell whose they were. */
export const dropAttributes = statement<{ id: string }, [lost: number[]]>(
  'credentials.drop_attributes',
  'delete from user_credential_attribute where credential_id = any ($1::bigint[]) returning credential_id as id',
);

export const dropLost = statement<{ id: string }, [lost: number[]]>(
  'credentials.drop_lost',
  'delete from user_credential where id = any ($1::bigint[]) returning id',
);

/** Only a merged account's credentials can go to another learner: see migration 1764000002050. */
export const moveCredentials = statement<{ id: string }, [from: number, into: number]>(
  'credentials.move_credentials',
  'update user_credential set user_id = $2, modified = now() where user_id = $1 returning id',
);

/** Credentials that were moved may complete a program: its mail is looked at again, as after an award. */
export const keepPrograms = statement<object, [learner: number]>(
  'credentials.keep_programs',
  `select keep_program_credentials_of($1::integer, '{}', '[]')`,
);
