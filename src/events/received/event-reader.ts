import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { describeError } from '../../platform/errors/index.js';
import { CERTIFICATE_TOPIC } from '../codec/schemas.js';
import { EventBusConnection } from '../event-bus-connection.js';
import { BusAway, type BusEntry, type BusReader } from '../transport/bus.js';
import { EventReceiver } from './event-receiver.js';

/** Waits after failures double from the first to the longest. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Reads the bus in a worker: takes entries, has them handled one after the other, and acknowledges each once nothing of it
 * can be lost. While database or bus are away it tries again; what is not acknowledged comes again.
 */
@Injectable()
export class EventReader implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventReader.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private reader: BusReader | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  /** Whether the last trial worked: metrics show it. */
  works = false;

  constructor(
    private readonly connection: EventBusConnection,
    private readonly receiver: EventReceiver,
  ) {}

  onApplicationBootstrap(): void {
    if (this.connection.reads) this.running = this.run();
  }

  /** Nothing more is taken once the service begins to stop. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Waits for the entry in progress. The others that were taken stay open, for this member's next start or for others. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.step();
      } catch (error) {
        await this.fail(error);
      }
    }
    await this.leave();
  }

  private async step(): Promise<void> {
    this.reader ??= await this.connection.bus.openReader(CERTIFICATE_TOPIC);
    const entries = await this.reader.read();
    if (!this.works) this.logger.log('The event bus is read');
    this.works = true;
    for (const entry of entries) {
      if (this.stopped) return;
      await this.handle(entry);
    }
    this.pauseMs = FIRST_PAUSE_MS;
  }

  private async handle(entry: BusEntry): Promise<void> {
    await this.receiver.receive(entry);
    await this.reader!.acknowledge(entry);
  }

  /** All that was taken and not acknowledged is read again by the next reader. */
  private async fail(error: unknown): Promise<void> {
    if (this.works || this.pauseMs === FIRST_PAUSE_MS) {
      const reason = error instanceof BusAway ? error.message : describeError(error);
      this.logger.warn(`The event bus is not read now (${reason}); trying again`);
    }
    this.works = false;
    await this.leave();
    await delay(this.pauseMs * (0.5 + Math.random() / 2), undefined, { signal: this.stopping.signal }).catch(
      () => undefined,
    );
    this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
  }

  private async leave(): Promise<void> {
    const { reader } = this;
    this.reader = undefined;
    await reader?.close().catch(() => undefined);
  }
}
