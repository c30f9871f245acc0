import { Config } from '../../config/index.js';
import { MailBrands } from '../../identity/index.js';
import { Database } from '../../platform/database/index.js';
import { frameMail, Mailer } from '../../platform/mail/index.js';
import { type Delivery, type OutboxSubscriber, Subscriber } from '../../platform/outbox/index.js';
import { Webhook } from '../entities/webhook.entity.js';
import { webhookDisabled } from '../topics.js';
import { readSender } from '../webhooks.sql.js';
import { renderNotice } from './disabled-notice.js';

/** Tells the contact of a webhook that it was disabled. */
@Subscriber({ name: 'webhooks.notice', topic: webhookDisabled })
export class DisabledNoticeSubscriber implements OutboxSubscriber<{ webhookId: number }> {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly brands: MailBrands,
  ) {}

  async deliver(
    { dedupeKey, payload: { webhookId } }: Delivery<{ webhookId: number }>,
    signal: AbortSignal,
  ): Promise<void> {
    const webhook = await this.database.manager.findOneBy(Webhook, { id: webhookId });
    // Somebody has seen to it already, or nobody wants to hear of it.
    if (webhook === null || webhook.enabled || webhook.contactEmail === '') return;
    const [sender] = await this.database.run(readSender, []);
    const { platformName, fromAddress } = sender!;
    const { publicUrl, webhookDisableAfterDays: days } = this.config;
    const { subject, text, body } = renderNotice(webhook, { platformName, publicUrl, days });
    await this.mailer.send(
      {
        to: webhook.contactEmail,
        from: this.mailer.sender(platformName, fromAddress),
        subject,
        text,
        html: frameMail({ subject, body, language: 'en' }, await this.brands.of(platformName)),
        language: 'en',
        messageIdKey: dedupeKey,
      },
      signal,
    );
  }
}
