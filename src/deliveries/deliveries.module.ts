import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';

/** All outgoing mails and messages for staff: their state, and the retry of those that died. */
@Module({
  imports: [IdentityModule],
  controllers: [DeliveriesController],
  providers: [DeliveriesService],
})
export class DeliveriesModule {}
