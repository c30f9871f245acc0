import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { WebhookDeliveriesService } from './admin/webhook-deliveries.service.js';
import { WebhooksController } from './admin/webhooks.controller.js';
import { WebhooksService } from './admin/webhooks.service.js';
import { DisabledNoticeSubscriber } from './delivery/disabled-notice.subscriber.js';
import { Disabling } from './delivery/disabling.js';
import { HostNames } from './delivery/host-names.js';
import { Receivers } from './delivery/receivers.js';
import { SendWebhookSubscriber } from './delivery/send-webhook.subscriber.js';
import { WebhookDeliveryCleaner } from './delivery-cleaner.js';
import { Demand } from './demand.js';
import { webhookEntities } from './entities/index.js';
import { WebhookCredentialsSubscriber } from './fan-out/credential-events.subscriber.js';
import { FanOut } from './fan-out/fan-out.service.js';
import { WebhookFailuresSubscriber } from './fan-out/failures.subscriber.js';
import { WebhookRecordsSubscriber } from './fan-out/record-sent.subscriber.js';
import { WebhookAttempts } from './webhook-attempts.js';
import { WebhooksMetrics } from './webhooks.metrics.js';

/** Tells receivers outside of the service of its events, by signed requests. */
@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature(webhookEntities)],
  controllers: [WebhooksController],
  providers: [
    WebhooksService,
    WebhookDeliveriesService,
    Demand,
    FanOut,
    WebhookCredentialsSubscriber,
    WebhookRecordsSubscriber,
    WebhookFailuresSubscriber,
    SendWebhookSubscriber,
    Receivers,
    HostNames,
    Disabling,
    DisabledNoticeSubscriber,
    WebhookAttempts,
    WebhooksMetrics,
    WebhookDeliveryCleaner,
  ],
})
export class WebhooksModule {}
