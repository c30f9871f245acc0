import { statement } from '../../platform/database/index.js';
import type { SyncCounts } from './sync-report.js';

/** Two keys of ours: whose lock it is, and what for. Held by the session, for the time of the download too. */
const LOCK = `hashtextextended('catalog-sync', 0)`;

export const tryLock = `select pg_try_advisory_lock(${LOCK}) as locked`;
export const unlock = `select pg_advisory_unlock(${LOCK})`;

/**
 * A run that was made anew in the Discovery service has another uuid and the key of before. What learners earned hangs
 * on the key, so it is the same run: it keeps its row and takes the new uuid.
 */
export const adoptCourseRuns = statement<{ uuid: string }, [runs: string]>(
  'catalog.adopt_course_runs',
  `with incoming as (select uuid, key from jsonb_to_recordset($1::jsonb) as run (uuid uuid, key text))
   update course_run stored set uuid = incoming.uuid, modified = now()
     from incoming
    where stored.key = incoming.key and stored.uuid <> incoming.uuid
      and not exists (select from course_run other where other.uuid = incoming.uuid)
      and not exists (select from incoming other where other.uuid = stored.uuid)
   returning stored.uuid`,
);

/** Notes a sync that came to its end; of the earlier ones the last hundred are kept. */
export const noteSync = statement<object, [started: Date, summary: string]>(
  'catalog.note_sync',
  `with outdated as (
     delete from catalog_sync where id not in (select id from catalog_sync order by id desc limit 100))
   insert into catalog_sync (started, finished, summary) values ($1, clock_timestamp(), $2::jsonb)`,
);

/** Milliseconds since the catalog was last copied; no row when it never was. */
export const selectAge = statement<{ age: number }>(
  'catalog.select_sync_age',
  `select (extract(epoch from clock_timestamp() - finished) * 1000)::float8 as age
     from catalog_sync order by id desc limit 1`,
);

/** The last sync that came to its end, its time in Unix seconds; no row when there was none. */
export const selectLast = statement<{ finished: number; summary: SyncCounts }>(
  'catalog.select_last_sync',
  `select extract(epoch from finished)::float8 as finished, summary from catalog_sync order by id desc limit 1`,
);
