import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { OutboxService } from '../../platform/outbox/index.js';
import { Demand } from '../demand.js';
import { Webhook, type DisabledReason } from '../entities/webhook.entity.js';
import { webhookDisabled } from '../topics.js';

/** Disables webhooks whose receivers are gone or only fail, with a notice to the contact. */
@Injectable()
export class Disabling {
  private readonly logger = new Logger(Disabling.name);

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxService,
    private readonly demand: Demand,
  ) {}

  /** @returns false when it is disabled already */
  async disable(
    { id: webhookId, uuid }: Pick<Webhook, 'id' | 'uuid'>,
    because: Exclude<DisabledReason, 'staff'>,
  ): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      const changes = { enabled: false, disabledBecause: because, disabledAt: () => 'now()' };
      const { affected } = await transaction.manager.update(
        Webhook,
        { id: webhookId, enabled: true },
        changes,
      );
      if (affected !== 1) return false;
      await this.outbox.publish(transaction, webhookDisabled, {
        key: `${webhookId}:${randomUUID()}`,
        payload: { webhookId },
      });
      transaction.afterCommit(() => {
        this.demand.forget();
        this.logger.warn({ message: 'A webhook was disabled', webhook: uuid, because });
      });
      return true;
    });
  }
}
