export { outboxEntities } from './entities/index.js';
export { OutboxMessage } from './entities/outbox-message.entity.js';
export { Cancelled, PermanentFailure, TemporaryFailure } from './failures.js';
export { type Delivery, type OutboxHandler, OutboxHandlers } from './outbox-handlers.js';
export { OutboxModule } from './outbox.module.js';
export { type NewMessage, OutboxService } from './outbox.service.js';
export { OutboxOptions } from './outbox-options.js';
