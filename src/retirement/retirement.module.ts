import { Module } from '@nestjs/common';
import { CreditPathwaysModule } from '../credit-pathways/index.js';
import { EventsModule } from '../events/index.js';
import { IdentityModule } from '../identity/index.js';
import { RecordSharingModule } from '../record-sharing/index.js';
import { RetirementController } from './retirement.controller.js';
import { RetirementService } from './retirement.service.js';

/** The mails of credit pathways are cancelled by their hook at the end of a sharing. */
@Module({
  imports: [IdentityModule, RecordSharingModule, CreditPathwaysModule, EventsModule],
  controllers: [RetirementController],
  providers: [RetirementService],
})
export class RetirementModule {}
