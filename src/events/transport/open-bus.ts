import type { EventBusSettings } from '../../config/index.js';
import { SchemaRegistry } from '../codec/schema-registry.js';
import type { EventBus } from './bus.js';
import { KafkaEventBus } from './kafka-bus.js';
import { RedisEventBus } from './redis-bus.js';

/** The bus that the settings name, with the registry of its schemas where it has one. Nothing is connected yet. */
export function busOf(settings: EventBusSettings): {
  readonly bus: EventBus;
  readonly registry: SchemaRegistry | undefined;
} {
  const { server } = settings;
  if (server.kind === 'redis') return { bus: new RedisEventBus(server, settings), registry: undefined };
  const registry = new SchemaRegistry(server.registryUrl);
  return { bus: new KafkaEventBus(server, settings, registry), registry };
}
