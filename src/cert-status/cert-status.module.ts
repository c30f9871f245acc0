import { Module } from '@nestjs/common';
import { CertStatusController } from './cert-status.controller.js';
import { CertStatusService } from './cert-status.service.js';

/** What learners have earned, one learner or thousands at a time. */
@Module({
  controllers: [CertStatusController],
  providers: [CertStatusService],
})
export class CertStatusModule {}
