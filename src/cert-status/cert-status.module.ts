import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CertStatusController } from './cert-status.controller.js';
import { CertStatusService } from './cert-status.service.js';
import { certStatusEntities } from './entities/index.js';

/** Certificate status: the course credentials that one learner or thousands have earned. */
@Module({
  imports: [TypeOrmModule.forFeature(certStatusEntities)],
  controllers: [CertStatusController],
  providers: [CertStatusService],
})
export class CertStatusModule {}
