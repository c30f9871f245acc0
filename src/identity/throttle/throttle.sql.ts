import { statement } from '../../platform/database/index.js';

/**
 * Counts a call against a user's limit in a sliding window: 0.08 ms, at every throttled call (npm run bench --
 * --plans). The upsert locks the user's row, so that simultaneous calls to any process are counted one after the other.
 * Only accepted calls count. A refused call gets the seconds until enough hits have left the window. Each call drops
 * expired hits, so a row never holds more than the limit.
 */
export const countHit = statement<
  { allowed: boolean; retry_after: number | null; hit: string | null },
  [scope: string, userId: number, limit: number, seconds: number]
>(
  'identity.count_hit',
  `insert into throttle as t (scope, user_id, hits, allowed) values ($1, $2, array[clock_timestamp()], true)
   on conflict (scope, user_id) do update set (hits, allowed) = (
     select case when count(hit) < $3::int then array_append(array_agg(hit order by hit) filter (where hit is not null), c.now)
                 else array_agg(hit order by hit) end,
            count(hit) < $3::int
     from (select clock_timestamp() as now) c
     left join unnest(t.hits) hit on hit > c.now - make_interval(secs => $4)
     group by c.now)
   returning t.allowed,
     case when not t.allowed then
       extract(epoch from t.hits[cardinality(t.hits) - $3::int + 1] + make_interval(secs => $4) - clock_timestamp())::float8
     end as retry_after,
     case when t.allowed then t.hits[cardinality(t.hits)]::text end as hit`,
);

/** Takes a call off the count, by the time that `countHit` gave it. */
export const forgetHit = statement<object, [scope: string, userId: number, hit: string]>(
  'identity.forget_hit',
  `update throttle set hits = array_remove(hits, $3::timestamptz) where scope = $1 and user_id = $2`,
);
