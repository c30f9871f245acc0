import { Module } from '@nestjs/common';
import { Config } from '../config/index.js';
import { OutboxCleaner } from './outbox-cleaner.js';
import { OutboxHandlers } from './outbox-handlers.js';
import { OutboxOptions } from './outbox-options.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxService } from './outbox.service.js';

/** The outbox, and in processes that are workers its relay. */
@Module({
  providers: [
    { provide: OutboxOptions, useFactory: (config: Config) => OutboxOptions.from(config), inject: [Config] },
    OutboxService,
    OutboxHandlers,
    OutboxRelay,
    OutboxCleaner,
    OutboxMetrics,
  ],
  exports: [OutboxService, OutboxHandlers],
})
export class OutboxModule {}
