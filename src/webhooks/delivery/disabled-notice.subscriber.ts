import { Config } from '../../config/index.js';
import { MailBrands, Site, SITE_ID } from '../../identity/index.js';
import { Database } from '../../platform/database/index.js';
import { frameMail, Mailer } from '../../platform/mail/index.js';
import { type Delivery, type OutboxSubscriber, Subscriber } from '../../platform/outbox/index.js';
import { Webhook } from '../entities/webhook.entity.js';
import { webhookDisabled } from '../topics.js';
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
    const { manager } = this.database;
    const webhook = await manager.findOneBy(Webhook, { id: webhookId });
    // Somebody has seen to it already, or nobody wants to hear of it.
    if (webhook === null || webhook.enabled || webhook.contactEmail === '') return;
    const { platformName, partnerFromAddress } = await manager.findOneByOrFail(Site, { id: SITE_ID });
    const { publicUrl, webhookDisableAfterDays: days } = this.config;
    const { subject, text, body } = renderNotice(webhook, { platformName, publicUrl, days });
    await this.mailer.send(
      {
        to: webhook.contactEmail,
        from: this.mailer.sender(platformName, partnerFromAddress),
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
