import { statement } from '../platform/database/index.js';

/** Of two at once the second waits for the first and gets its link. xmax is 0 only in a row that an insert made. */
export const shareRecord = statement<{ uuid: string; created: boolean }, [userId: number, programId: number]>(
  'record_sharing.share',
  `insert into program_cert_record (user_id, program_id) values ($1, $2)
   on conflict (user_id, program_id) do update set user_id = excluded.user_id
   returning uuid, xmax = 0 as created`,
);

export const findSharedRecord = statement<{ userId: number; programId: number }, [uuid: string]>(
  'record_sharing.find',
  `select user_id as "userId", program_id as "programId" from program_cert_record where uuid = $1`,
);

export const endSharing = statement<{ id: number }, [userId: number, programId: number]>(
  'record_sharing.end',
  'delete from program_cert_record where user_id = $1 and program_id = $2 returning id',
);

export const findProgram = statement<{ id: number }, [uuid: string]>(
  'record_sharing.find_program',
  'select id from program where uuid = $1',
);
