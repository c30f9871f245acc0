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

/** The names of the installation in mails. */
export const readSender = statement<{ platformName: string; fromAddress: string | null }>(
  'webhooks.read_sender',
  'select platform_name as "platformName", partner_from_address as "fromAddress" from site',
);

/** Those of the uuids that are of programs. */
export const findPrograms = statement<{ uuid: string }, [uuids: readonly string[]]>(
  'webhooks.find_programs',
  'select uuid from program where uuid = any ($1::uuid[])',
);

/** The organizations with one of these keys. Two partners of a catalog may have one key. */
export const findOrganizations = statement<{ uuid: string; key: string }, [keys: readonly string[]]>(
  'webhooks.find_organizations',
  'select uuid, key from organization where key = any ($1::text[])',
);

/** The keys of organizations. */
export const nameOrganizations = statement<{ uuid: string; key: string }, [uuids: readonly string[]]>(
  'webhooks.name_organizations',
  'select uuid, key from organization where uuid = any ($1::uuid[])',
);
