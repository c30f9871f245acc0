import { Module } from '@nestjs/common';
import { Departure } from '../http/index.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({
  controllers: [HealthController],
  providers: [HealthService, Departure],
  exports: [HealthService],
})
export class HealthModule {}
