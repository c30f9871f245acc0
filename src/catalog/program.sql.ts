import { statement } from '../platform/database/index.js';

/** Each read of a record begins with it; one index scan. */
export const findProgram = statement<{ id: number }, [uuid: string]>(
  'catalog.find_program',
  'select id from program where uuid = $1',
);
