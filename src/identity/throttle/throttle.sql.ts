import { statement } from '../../platform/database/index.js';

/**
 * Counts a call against a user's limit in a sliding window: 0.08 ms, at every throttled call (npm run bench --
 * --plans). The upsert locks the user's row, so that simultaneous calls to any process are counted one after the other.
 * Only accepted calls count. The seconds are those until the oldest hit leaves the window, of a refused call until
 * enough have left it. Each call drops expired hits, so a row never holds more than the limit.
 */
export const countHit = statement<
  { allowed: boolean; used: number; seconds: number; hit: string | null },
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
   returning t.allowed, cardinality(t.hits) as used,
     extract(epoch from t.hits[case when t.allowed then 1 else cardinality(t.hits) - $3::int + 1 end]
       + make_interval(secs => $4) - clock_timestamp())::float8 as seconds,
     case when t.allowed then t.hits[cardinality(t.hits)]::text end as hit`,
);

/** Takes a call off the count, by the time that `countHit` gave it. */
export const forgetHit = statement<object, [scope: string, userId: number, hit: string]>(
  'identity.forget_hit',
  `update throttle set hits = array_remove(hits, $3::timestamptz) where scope = $1 and user_id = $2`,
);
