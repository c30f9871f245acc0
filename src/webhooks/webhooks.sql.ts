import { statement } from '../platform/database/index.js';

/** Counts webhooks by state. Those that staff have disabled need nobody. */
export const countWebhooks = statement<{ state: string; count: number }>(
  'webhooks.count_webhooks',
  `select case when not w.enabled then 'disabled' when h.failing_since is not null then 'failing' else 'active' end as state,
          count(*)::int as count
     from webhook w left join webhook_health h on h.webhook_id = w.id
    where w.disabled_because is distinct from 'staff'
    group by 1`,
);

/** Two that make a webhook at the same time take turns: each counts those that there are. */
export const takeTurn = statement<object>(
  'webhooks.take_turn',
  `select pg_advisory_xact_lock(hashtextextended('webhooks', 0))`,
);
