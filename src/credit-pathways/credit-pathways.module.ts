import { Module } from '@nestjs/common';
import { RecordSharingModule } from '../record-sharing/index.js';
import { CreditPathwaysController } from './credit-pathways.controller.js';
import { CreditPathwaysService } from './credit-pathways.service.js';
import { PathwayMails } from './delivery/pathway-mails.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { NotificationsService } from './notifications/notifications.service.js';

/** Requests for credit: a learner sends a record to an institution, and nothing stops the mail from arriving. */
@Module({
  imports: [RecordSharingModule],
  controllers: [CreditPathwaysController, NotificationsController],
  providers: [CreditPathwaysService, NotificationsService, PathwayMails],
  exports: [CreditPathwaysService],
})
export class CreditPathwaysModule {}
