import { type EntityManager, In } from 'typeorm';
import type { StatementRunner } from '../../platform/database/index.js';
import type { WebhookAnswer } from '../dto/webhook.dto.js';
import type { Webhook } from '../entities/webhook.entity.js';
import { WebhookHealth } from '../entities/webhook-health.entity.js';
import { keysOf } from './webhook-filters.js';

/** The answers for some webhooks. */
export async function answersOf(
  runner: StatementRunner & { readonly manager: EntityManager },
  webhooks: readonly Webhook[],
): Promise<WebhookAnswer[]> {
  if (webhooks.length === 0) return [];
  const healths = await runner.manager.findBy(WebhookHealth, { webhookId: In(webhooks.map(({ id }) => id)) });
  const keys = await keysOf(
    runner,
    webhooks.flatMap(({ organizations }) => organizations),
  );
  return webhooks.map((webhook) => {
    const failingSince = healths.find(({ webhookId }) => webhookId === webhook.id)?.failingText ?? null;
    const working = failingSince === null ? 'active' : 'failing';
    return {
      uuid: webhook.uuid,
      url: webhook.url,
      events: webhook.events,
      programs: webhook.programs,
      organizations: webhook.organizations.map((uuid) => keys.get(uuid) ?? uuid),
      description: webhook.description,
      contact_email: webhook.contactEmail,
      include_learner: webhook.includeLearner,
      enabled: webhook.enabled,
      state: webhook.enabled ? working : 'disabled',
      failing_since: failingSince,
      disabled_because: webhook.disabledBecause,
      disabled_at: webhook.disabledText,
      secret_rotated_at: webhook.rotatedText,
      former_secret_until: webhook.formerUntilText,
      created: webhook.createdText,
      updated_at: webhook.modifiedText,
    };
  });
}
