import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/index.js';
import type { SchemaRegistry } from './codec/schema-registry.js';
import { BusAway, type EventBus } from './transport/bus.js';
import { busOf } from './transport/open-bus.js';

/** The bus of this process, if one is set. It connects when it is needed. */
@Injectable()
export class EventBusConnection implements OnApplicationShutdown {
  private readonly opened: ReturnType<typeof busOf> | undefined;
  /** Whether this process reads the bus: a worker of an installation that takes part in reading. */
  readonly reads: boolean;
  /** Whether this installation writes to the bus. */
  readonly writes: boolean;

  constructor({ eventBus, role }: Config) {
    this.opened = eventBus && busOf(eventBus);
    this.reads = eventBus?.reads === true && role !== 'api';
    this.writes = eventBus?.writes === true;
  }

  get registry(): SchemaRegistry | undefined {
    return this.opened?.registry;
  }

  /** @throws BusAway when none is set */
  get bus(): EventBus {
    if (this.opened === undefined) throw new BusAway('no event bus is set');
    return this.opened.bus;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened?.bus.close();
  }
}
