import { statement } from '../platform/database/index.js';
import type { WebhookEvent } from './event-names.js';

/** The events that some webhook wants now. Few rows, read at most twice a second by each process that changes something. */
export const readDemand = statement<{ events: WebhookEvent[] }>(
  'webhooks.read_demand',
  'select array(select distinct unnest(events) from webhook where enabled) as events',
);
