import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { outboxEntities } from './entities/index.js';
import { OutboxCleaner } from './outbox-cleaner.js';
import { OutboxHandlers } from './outbox-handlers.js';
import { OutboxOptions } from './outbox-options.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxService } from './outbox.service.js';

/** Makes the outbox injectable everywhere; in processes that are workers its relay runs. */
@Module({})
export class OutboxModule {
  static register(options: OutboxOptions): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      imports: [TypeOrmModule.forFeature(outboxEntities)],
      providers: [
        { provide: OutboxOptions, useValue: options },
        OutboxService,
        OutboxHandlers,
        OutboxRelay,
        OutboxCleaner,
        OutboxMetrics,
      ],
      exports: [OutboxService, OutboxHandlers],
    };
  }
}
