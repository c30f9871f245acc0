import { OutboxMessage } from './outbox-message.entity.js';

/** The tables of this module. */
export const outboxEntities = [OutboxMessage];
