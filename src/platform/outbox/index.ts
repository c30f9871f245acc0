export { outboxEntities } from './entities/index.js';
export { Cancelled, PermanentFailure, TemporaryFailure, Waiting } from './failures.js';
export { OutboxModule } from './outbox.module.js';
export { OutboxService } from './outbox.service.js';
export { OutboxOptions } from './outbox-options.js';
export { type Delivery, type OutboxSubscriber, Subscriber } from './subscriber.js';
export { defineTopic, type Topic } from './topic.js';
export { OUTBOX_LOGGERS } from './outbox-loggers.js';
export { OutboxRelay } from './outbox-relay.js';
