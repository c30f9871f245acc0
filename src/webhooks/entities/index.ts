import { Webhook } from './webhook.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookHealth } from './webhook-health.entity.js';

/** The tables of this module. */
export const webhookEntities = [Webhook, WebhookHealth, WebhookDelivery];
