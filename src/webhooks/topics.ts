import { defineTopic } from '../platform/outbox/index.js';
import type { DeliveredEvent } from './event-names.js';

/** An event goes to a webhook. The key is the id of its row; each webhook is a lane of its own. */
export type WebhookDeliveryPayload = {
  readonly deliveryId: number;
  /** Migration 1764000002200 reads it: a failure of `delivery_failed` is no news. */
  readonly event: DeliveredEvent;
};
export const webhookDelivery = defineTopic<WebhookDeliveryPayload>('webhook.delivery', 1);

/** A webhook was disabled, though not by staff. */
export const webhookDisabled = defineTopic<{ readonly webhookId: number }>('webhook.disabled', 1);

/** A delivery of any subscriber was given up. A trigger of migration 1764000002200 publishes it. */
export const deliveryFailed = defineTopic<{ readonly messageId: number }>('delivery.failed', 1);

/** The subscriber that sends. Its rows carry the webhook's uuid as lane. */
export const WEBHOOK_SENDER = 'webhooks.send';

/** SQL for the name that the rows of a webhook's deliveries carry. @param uuid SQL for the webhook's uuid */
export const senderOf = (uuid: string): string => `'${WEBHOOK_SENDER}:' || ${uuid}`;

/** Condition: the outbox's delivery with this alias is that of the row. It uses a unique index. */
export const isMessageOf = (delivery: string, webhook: string, message: string): string =>
  `${message}.dedupe_key = '${webhookDelivery.dedupeKey('')}' || ${delivery}.id and ${message}.subscriber = ${senderOf(`${webhook}.uuid`)}`;
