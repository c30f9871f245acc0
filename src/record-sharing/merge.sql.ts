import { idNumber, statement } from '../platform/database/index.js';

// SQL, since a step is about all links of two learners at once.

/** Two links to the record of one program, the one that is given up and the one that stays. */
export interface RivalLink {
  readonly lostId: number;
  readonly keptId: number;
  readonly lost: string;
  readonly kept: string;
  readonly programUuid: string;
}

/** Locks the links that two learners have to the record of the same program. The older one stays. */
export const findRivalLinks = statement<RivalLink, [from: number, into: number]>(
  'record_sharing.find_rival_links',
  `with rival as (
     select link.id, link.uuid, link.program_id, link.created
       from program_cert_record link
      where link.user_id in ($1, $2) and exists (
        select from program_cert_record other
         where other.program_id = link.program_id and other.user_id in ($1, $2) and other.user_id <> link.user_id)
      order by link.id for update),
   ranked as (
     select *, row_number() over oldest as place, lag(id) over oldest as kept_id, lag(uuid) over oldest as kept
       from rival window oldest as (partition by program_id order by created, id))
   select ${idNumber('ranked.id')} as "lostId", ${idNumber('kept_id')} as "keptId", ranked.uuid as lost, kept,
          program.uuid as "programUuid"
     from ranked join program on program.id = ranked.program_id
    where place = 2 order by program.id`,
);

type Pairs = [lost: number[], kept: number[]];

const PAIRS = 'unnest($1::bigint[], $2::bigint[]) as pair (lost, kept)';

export const repointFormerLinks = statement<object, Pairs>(
  'record_sharing.repoint_former_links',
  `update former_record_uuid former set record_id = pair.kept from ${PAIRS} where former.record_id = pair.lost`,
);

export const keepLinks = statement<{ uuid: string }, Pairs>(
  'record_sharing.keep_links',
  `insert into former_record_uuid (uuid, record_id)
   select lost.uuid, pair.kept from ${PAIRS} join program_cert_record lost on lost.id = pair.lost
   returning uuid`,
);

export const dropLinks = statement<{ id: string }, [lost: number[]]>(
  'record_sharing.drop_links',
  'delete from program_cert_record where id = any ($1::bigint[]) returning id',
);

export const moveLinks = statement<{ id: string }, [from: number, into: number]>(
  'record_sharing.move_links',
  'update program_cert_record set user_id = $2 where user_id = $1 returning id',
);
