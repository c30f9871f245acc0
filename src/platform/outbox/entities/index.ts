import { OutboxDelivery } from './outbox-delivery.entity.js';
import { OutboxRow } from './outbox-row.entity.js';

/** The table of this module, and the view that others read. */
export const outboxEntities = [OutboxRow, OutboxDelivery];
