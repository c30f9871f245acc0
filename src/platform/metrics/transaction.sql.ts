import { statement } from '../database/index.js';

/**
 * The age of the oldest transaction in the database, whoever has it. It sees those of other users of the database only
 * with the right `pg_read_all_stats`.
 */
export const findOldestTransaction = statement<{ seconds: number }>(
  'metrics.find_oldest_transaction',
  `select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)::float8 as seconds
     from pg_stat_activity
    where pid <> pg_backend_pid() and backend_type in ('client backend', 'walsender')
      and (datname = current_database() or backend_xmin is not null)`,
);
