import { Injectable, Logger } from '@nestjs/common';
import { Database, type Transaction } from '../database/index.js';
import { reasonOf } from './failures.js';
import { publishEvent, publishEvents, retryDelivery, wakeRelays } from './outbox.sql.js';
import { SubscriberRegistry } from './subscriber-registry.js';
import type { OutboxPayload, Topic } from './topic.js';

/** Longest wait for a notification. By then the relays have polled. */
const WAKE_TIMEOUT_MS = 5000;

interface Publication<Payload> {
  /** Identifies the event within its topic, for example `17:3`. Kept for 30 days after its end. */
  readonly key: string;
  /**
   * What the event is about, such as `invoice:17`. A subscriber gets the events about a subject one after the other, in
   * the order of publishing; the publisher holds a lock that gives them one. Without a subject events have no order.
   */
  readonly subject?: string | undefined;
  /** Ids only; subscribers look up the rest at the delivery. */
  readonly payload: Payload;
}

/** One of many events. */
export interface Event extends Publication<OutboxPayload> {
  readonly topic: Topic;
}

/** Publishes events. Each subscriber gets them at least once, if and only if the transaction commits. */
@Injectable()
export class OutboxService {
  private readonly logger = new Logger(OutboxService.name);
  private wakeAsked = false;
  private waking = false;

  constructor(
    private readonly database: Database,
    private readonly subscribers: SubscriberRegistry,
  ) {}

  /**
   * Writes a row for each subscriber that wants the event, in the caller's transaction.
   * @returns the number of rows: none when nobody wants the event, or when it was published before
   */
  async publish<Payload extends OutboxPayload>(
    transaction: Transaction,
    topic: Topic<Payload>,
    { key, subject, payload }: Publication<NoInfer<Payload>>,
  ): Promise<number> {
    const wanting = this.subscribers.wanting(topic, payload);
    if (wanting.length === 0) return 0;
    const stored = JSON.stringify({ ...payload, version: topic.version });
    const written = await transaction.run(publishEvent, [
      topic.name,
      topic.dedupeKey(key),
      stored,
      wanting,
      subject ?? null,
    ]);
    if (written.length > 0) transaction.afterCommit(() => this.wake());
    return written.length;
  }

  /** The same for many events by one statement, in the order of the list. */
  async publishAll(transaction: Transaction, events: readonly Event[]): Promise<number> {
    const rows = events.flatMap(({ topic, key, subject, payload }) =>
      this.subscribers.wanting(topic, payload).map((subscriber) => ({
        topic: topic.name,
        dedupeKey: topic.dedupeKey(key),
        payload: JSON.stringify({ ...payload, version: topic.version }),
        subscriber,
        subject: subject ?? null,
      })),
    );
    if (rows.length === 0) return 0;
    const written = await transaction.run(publishEvents, [
      rows.map((row) => row.topic),
      rows.map((row) => row.dedupeKey),
      rows.map((row) => row.payload),
      rows.map((row) => row.subscriber),
      rows.map((row) => row.subject),
    ]);
    if (written.length > 0) transaction.afterCommit(() => this.wake());
    return written.length;
  }

  /**
   * Makes a dead, cancelled or waiting delivery due now, with all its attempts again.
   * @returns false if there is no such delivery, if it is done, or if a worker has it at this moment
   */
  async retry(transaction: Transaction, id: number): Promise<boolean> {
    return (await transaction.run(retryDelivery, [id])).length === 1;
  }

  /** Sends one notification at a time. All commits during one share the next. */
  private wake(): void {
    this.wakeAsked = true;
    if (!this.waking) void this.notify();
  }

  private async notify(): Promise<void> {
    this.waking = true;
    while (this.wakeAsked) {
      this.wakeAsked = false;
      try {
        await this.database.run(wakeRelays, [], WAKE_TIMEOUT_MS);
      } catch (error) {
        // The relays poll every few seconds anyway.
        this.logger.debug(`Relays could not be woken: ${reasonOf(error)}`);
      }
    }
    this.waking = false;
  }
}
