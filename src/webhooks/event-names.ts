/** The events that a webhook can ask for. */
export const WEBHOOK_EVENTS = ['awarded', 'revoked', 'changed', 'record_sent', 'delivery_failed'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** An event that a delivery is about. `test`: staff asked for it. */
export type DeliveredEvent = WebhookEvent | 'test';
export const DELIVERED_EVENTS: readonly DeliveredEvent[] = [...WEBHOOK_EVENTS, 'test'];

/** The `type` of a CloudEvent. A body that receivers of the version could not read gets a higher one. */
export const EVENT_TYPES: Readonly<Record<DeliveredEvent, string>> = {
  awarded: 'org.openedx.credentials.credential.awarded.v1',
  revoked: 'org.openedx.credentials.credential.revoked.v1',
  changed: 'org.openedx.credentials.credential.changed.v1',
  record_sent: 'org.openedx.credentials.record.sent.v1',
  delivery_failed: 'org.openedx.credentials.delivery.failed.v1',
  test: 'org.openedx.credentials.webhook.test.v1',
};
