import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';
import { CHANNEL } from './outbox.sql.js';

const RECONNECT_AFTER_MS = 1000;

/** Longest wait for the server to close the connection. */
const CLOSE_TIMEOUT_MS = 1000;

/** LISTENs on a connection outside of the pool. A lost one is replaced once, however many errors it reports. */
export class WakeUpListener {
  private readonly logger = new Logger(WakeUpListener.name);
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private away = false;

  constructor(
    private readonly options: ClientConfig,
    private readonly wake: () => void,
  ) {}

  /** Does not wait for the connection: until it is open, the relay polls. */
  start(): void {
    void this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const ended = this.client?.end().catch(() => undefined);
    await Promise.race([ended, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private async connect(): Promise<void> {
    const name = `${this.options.application_name ?? 'service'} outbox`;
    const client = new Client({ ...this.options, application_name: name });
    this.client = client;
    let lost = false;
    const replace = (error?: Error) => {
      if (lost || this.stopped) return;
      lost = true;
      this.reportAway(error);
      client.end().catch(() => undefined);
      this.timer = setTimeout(() => this.start(), RECONNECT_AFTER_MS);
    };
    client.on('error', replace);
    client.on('end', () => replace());
    client.on('notification', () => this.wake());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.reportBack();
      // Finds events that were published while nobody listened.
      this.wake();
    } catch (error) {
      replace(error as Error);
    }
  }

  /** Logs once when the connection goes, however often it is tried again, and once when it is back. */
  private reportAway(error?: Error): void {
    if (this.away) return;
    this.away = true;
    this.logger.warn(
      `The listening connection is lost (${error?.name ?? 'closed'}); polling until it is back`,
    );
  }

  private reportBack(): void {
    if (this.away) this.logger.log('The listening connection is back');
    this.away = false;
  }
}
