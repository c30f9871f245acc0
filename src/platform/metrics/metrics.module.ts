import { Global, Module } from '@nestjs/common';
import { HealthModule } from '../health/index.js';
import { RequestMeter } from '../http/index.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { PoolMetrics } from './pool.metrics.js';
import { ProcessMetrics } from './process.metrics.js';
import { RequestMetrics } from './request.metrics.js';

@Global()
@Module({
  imports: [HealthModule],
  controllers: [MetricsController],
  providers: [Metrics, RequestMeter, RequestMetrics, PoolMetrics, ProcessMetrics],
  exports: [Metrics],
})
export class MetricsModule {}
