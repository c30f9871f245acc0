import { statement } from '../../platform/database/index.js';

/** The session holds the lock, also during the download, which runs outside of a transaction. */
const LOCK = `hashtextextended('catalog-sync', 0)`;

export const tryLock = `select pg_try_advisory_lock(${LOCK}) as locked`;
export const unlock = `select pg_advisory_unlock(${LOCK})`;

/**
 * A run that was created anew in the Discovery service has a new uuid and the old key, in whatever letter case.
 * Learners' credentials depend on the key, so it is the same run: its row stays and takes the new uuid. One statement
 * for thousands of runs.
 */
export const adoptCourseRuns = statement<{ uuid: string }, [runs: string]>(
  'catalog.adopt_course_runs',
  `with incoming as (select uuid, key from jsonb_to_recordset($1::jsonb) as run (uuid uuid, key text))
   update course_run stored set uuid = incoming.uuid, modified = now()
     from incoming
    where lower(stored.key) = lower(incoming.key) and stored.uuid <> incoming.uuid
      and not exists (select from course_run other where other.uuid = incoming.uuid)
      and not exists (select from incoming other where other.uuid = stored.uuid)
   returning stored.uuid`,
);
