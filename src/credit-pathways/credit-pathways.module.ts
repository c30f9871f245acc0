import { Module } from '@nestjs/common';
import { RecordSharingModule } from '../record-sharing/index.js';
import { CreditPathwaysController } from './credit-pathways.controller.js';
import { CreditPathwaysService } from './credit-pathways.service.js';
import { CreditRequestMail } from './credit-request.mail.js';
import { CreditUpdates } from './credit-updates.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';

/** Requests for credit: a learner sends a record to an institution. The outbox delivers the mail. */
@Module({
  imports: [RecordSharingModule],
  controllers: [CreditPathwaysController, NotificationsController],
  providers: [CreditPathwaysService, NotificationsService, CreditRequestMail, CreditUpdates],
  exports: [CreditPathwaysService],
})
export class CreditPathwaysModule {}
