import { creditRequest } from '../../credit-pathways/index.js';
import type { StatementRunner } from '../../platform/database/index.js';
import { type Delivery, type OutboxSubscriber, Subscriber } from '../../platform/outbox/index.js';
import { Demand } from '../demand.js';
import { FanOut } from './fan-out.service.js';

/** Makes deliveries of records that go to a pathway. */
@Subscriber({ name: 'webhooks.records', topic: creditRequest })
export class WebhookRecordsSubscriber implements OutboxSubscriber<{ notificationId: number }> {
  constructor(
    private readonly demand: Demand,
    private readonly fanOut: FanOut,
  ) {}

  inDemand(runner: StatementRunner): Promise<boolean> {
    return this.demand.awaits(runner, 'record_sent');
  }

  deliver(delivery: Delivery<{ notificationId: number }>): Promise<void> {
    return this.fanOut.deliver(delivery, { event: 'record_sent' });
  }
}
