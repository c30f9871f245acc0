import { statement } from '../platform/database/index.js';

// SQL, since a step is about all requests of two learners at once.

type Learners = [from: number, into: number];

/** The programs and pathways to which both learners sent a record: the mark of the second one tells of both. */
export const joinMarks = statement<{ id: string }, Learners>(
  'credit_pathways.join_marks',
  `update user_credit_pathway mark
      set created = least(mark.created, other.created), modified = greatest(mark.modified, other.modified)
     from user_credit_pathway other
    where mark.user_id = $2 and other.user_id = $1 and other.program_id = mark.program_id
      and other.pathway_id = mark.pathway_id
   returning mark.id`,
);

export const dropJoinedMarks = statement<{ id: string }, Learners>(
  'credit_pathways.drop_joined_marks',
  `delete from user_credit_pathway mark using user_credit_pathway other
    where mark.user_id = $1 and other.user_id = $2 and other.program_id = mark.program_id
      and other.pathway_id = mark.pathway_id
   returning mark.id`,
);

export const moveMarks = statement<{ id: string }, Learners>(
  'credit_pathways.move_marks',
  'update user_credit_pathway set user_id = $2 where user_id = $1 returning id',
);

type Pairs = [lost: number[], kept: number[]];

const PAIRS = 'unnest($1::bigint[], $2::bigint[]) as pair (lost, kept)';

/** Of two updates that tell one pathway of the two credentials, the one of the credential that stays is kept. */
export const dropJoinedUpdates = statement<{ id: string }, Pairs>(
  'credit_pathways.drop_joined_updates',
  `delete from pathway_notification notification using ${PAIRS}
    where notification.credential_id = pair.lost and exists (
      select from pathway_notification other
       where other.credential_id = pair.kept and other.pathway_id = notification.pathway_id and other.kind = 'updated')
   returning notification.id`,
);

/** The learner changes together with the credential, as both belong to each other. */
export const moveUpdates = statement<{ id: string }, [...Pairs, into: number]>(
  'credit_pathways.move_updates',
  `update pathway_notification notification set credential_id = pair.kept, user_id = $3
     from ${PAIRS} where notification.credential_id = pair.lost
   returning notification.id`,
);

export const moveNotifications = statement<{ id: string }, Learners>(
  'credit_pathways.move_notifications',
  'update pathway_notification set user_id = $2 where user_id = $1 returning id',
);
