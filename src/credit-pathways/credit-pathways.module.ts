import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { RecordSharingModule } from '../record-sharing/index.js';
import { CreditPathwaysController } from './credit-pathways.controller.js';
import { CreditPathwaysService } from './credit-pathways.service.js';
import { CreditRequestMailSubscriber } from './mail/credit-request-mail.subscriber.js';
import { CreditRequestMailsController } from './mail/credit-request-mails.controller.js';
import { CreditRequestPreviewService } from './mail/credit-request-preview.service.js';
import { CreditUpdatesSubscriber } from './credit-updates.subscriber.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';
import { creditPathwayEntities } from './entities/index.js';

/** Requests for credit: a learner sends a record to an institution. The outbox delivers the mail. */
@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature(creditPathwayEntities), RecordSharingModule],
  controllers: [CreditPathwaysController, NotificationsController, CreditRequestMailsController],
  providers: [
    CreditPathwaysService,
    NotificationsService,
    CreditRequestPreviewService,
    CreditRequestMailSubscriber,
    CreditUpdatesSubscriber,
  ],
  exports: [CreditPathwaysService],
})
export class CreditPathwaysModule {}
