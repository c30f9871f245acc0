import { Module } from '@nestjs/common';
import { CertStatusController } from './cert-status.controller.js';
import { CertStatusService } from './cert-status.service.js';

/** Certificate status: the course credentials that one learner or thousands have earned. */
@Module({
  controllers: [CertStatusController],
  providers: [CertStatusService],
})
export class CertStatusModule {}
