import { type Delivery, type OutboxSubscriber, Subscriber } from '../../platform/outbox/index.js';
import { deliveryFailed } from '../topics.js';
import { FanOut } from './fan-out.service.js';

/** Makes deliveries of mails and messages that were given up. The trigger that publishes them looks at the demand itself. */
@Subscriber({ name: 'webhooks.failures', topic: deliveryFailed })
export class WebhookFailuresSubscriber implements OutboxSubscriber<{ messageId: number }> {
  constructor(private readonly fanOut: FanOut) {}

  deliver(delivery: Delivery<{ messageId: number }>): Promise<void> {
    const { messageId } = delivery.payload;
    return this.fanOut.deliver(delivery, { event: 'delivery_failed', failedMessage: messageId });
  }
}
