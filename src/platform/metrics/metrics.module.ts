import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule } from '../health/index.js';
import { RequestMeter } from '../http/index.js';
import { Build } from './build.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { PoolMetrics } from './pool.metrics.js';
import { ProcessMetrics } from './process.metrics.js';
import { RequestMetrics } from './request.metrics.js';
import { TransactionMetrics } from './transaction.metrics.js';

/** Makes the figures injectable everywhere, and answers scrapes. */
@Module({})
export class MetricsModule {
  static register(build: Build): DynamicModule {
    return {
      module: MetricsModule,
      global: true,
      imports: [HealthModule],
      controllers: [MetricsController],
      providers: [
        { provide: Build, useValue: build },
        Metrics,
        RequestMeter,
        RequestMetrics,
        PoolMetrics,
        ProcessMetrics,
        TransactionMetrics,
      ],
      exports: [Metrics],
    };
  }
}
