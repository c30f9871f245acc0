import { OutboxDelivery } from './outbox-delivery.entity.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** The table of this module, and the view that others read. */
export const outboxEntities = [OutboxMessage, OutboxDelivery];
