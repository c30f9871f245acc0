import { statement } from '../platform/database/index.js';

/** Every read of a record runs it first; one index scan. */
export const findProgram = statement<{ id: number }, [uuid: string]>(
  'catalog.find_program',
  'select id from program where uuid = $1',
);
