export { outboxEntities } from './entities/index.js';
export { Cancelled, PeerAway, PermanentFailure, TemporaryFailure, Waiting } from './failures.js';
export {
  countByStatus,
  DELIVERY_STATUSES,
  type DeliveryCount,
  type DeliveryFilter,
  type DeliveryStatus,
  OutboxDeliveries,
  type Refused,
  type Retried,
} from './outbox-deliveries.js';
export { type DeliveryPlace } from './deliveries.sql.js';
export { OutboxModule } from './outbox.module.js';
export { OutboxService } from './outbox.service.js';
export { OutboxOptions } from './outbox-options.js';
export { type Delivery, type EndedDelivery, type OutboxSubscriber, Subscriber } from './subscriber.js';
export { withoutLane } from './subscriber-registry.js';
export { defineTopic, type Topic } from './topic.js';
export { OUTBOX_LOGGERS } from './outbox-loggers.js';
export { OutboxRelay } from './outbox-relay.js';
export { holdDeliveries } from './outbox.sql.js';
