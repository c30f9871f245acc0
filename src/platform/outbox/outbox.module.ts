import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { outboxEntities } from './entities/index.js';
import { OutboxCleaner } from './outbox-cleaner.js';
import { OutboxDeliveries } from './outbox-deliveries.js';
import { OutboxOptions } from './outbox-options.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxService } from './outbox.service.js';
import { type OutboxSubscriber, SubscriptionMetadata } from './subscriber.js';
import { SubscriberRegistry } from './subscriber-registry.js';
import type { OutboxPayload } from './topic.js';

/** Makes the outbox injectable everywhere. Its relay runs in worker processes. */
@Module({})
export class OutboxModule implements OnModuleInit {
  static register(options: OutboxOptions): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      imports: [DiscoveryModule, TypeOrmModule.forFeature(outboxEntities)],
      providers: [
        { provide: OutboxOptions, useValue: options },
        OutboxService,
        OutboxDeliveries,
        SubscriberRegistry,
        OutboxRelay,
        OutboxCleaner,
        OutboxMetrics,
      ],
      exports: [OutboxOptions, OutboxService, OutboxDeliveries],
    };
  }

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly subscribers: SubscriberRegistry,
  ) {}

  /** Before the relay starts. @throws Error for a subscriber without a topic, or a second one of a name */
  onModuleInit(): void {
    for (const provider of this.discovery.getProviders({ metadataKey: SubscriptionMetadata.KEY })) {
      const subscription = this.discovery.getMetadataByDecorator(SubscriptionMetadata, provider);
      this.subscribers.add(subscription!, provider.instance as OutboxSubscriber<OutboxPayload>);
    }
  }
}
