import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { type Delivery, OutboxService } from '../../platform/outbox/index.js';
import type { WebhookEvent } from '../event-names.js';
import { webhookDelivery } from '../topics.js';
import { makeDeliveries, readSubject } from './fan-out.sql.js';

interface Occurrence {
  readonly event: WebhookEvent;
  /** The subject of the event that the message carries; undefined: it is that of the message itself. */
  readonly about?: string | null;
  readonly changes?: readonly string[];
  readonly failedMessage?: number;
}

/** Makes one delivery for each webhook that wants an event. */
@Injectable()
export class FanOut {
  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxService,
  ) {}

  /** Safe to repeat: a webhook gets no second delivery of an event. */
  async deliver({ id }: Pick<Delivery, 'id'>, occurrence: Occurrence): Promise<void> {
    const { event, changes = null, failedMessage = null } = occurrence;
    await this.database.transaction(async (transaction) => {
      const [own] = await transaction.run(readSubject, [failedMessage ?? id]);
      const subject = own?.subject ?? null;
      const made = await transaction.run(makeDeliveries, [id, event, subject, changes, failedMessage]);
      await this.outbox.publishAll(
        transaction,
        made.map((delivery) => ({
          topic: webhookDelivery,
          key: String(delivery.id),
          // One receiver gets the events about a credential in their order; news of failures have none.
          subject: failedMessage === null && subject !== null ? subject : `webhook_delivery:${delivery.id}`,
          lane: delivery.webhook,
          payload: { deliveryId: delivery.id, event },
        })),
      );
    });
  }
}
