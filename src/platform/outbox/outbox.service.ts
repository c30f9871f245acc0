import { Injectable, Logger } from '@nestjs/common';
import { Database, type StatementRunner, type Transaction } from '../database/index.js';
import { reasonOf } from './failures.js';
import {
  cancelDeliveries,
  publishEvent,
  publishEvents,
  repeatDeliveries,
  retryDelivery,
  wakeRelays,
} from './outbox.sql.js';
import { rowNameOf, type Subscribed, SubscriberRegistry } from './subscriber-registry.js';
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
  /** Where the topic's subscriber has lanes: the one that the event goes to. */
  readonly lane?: string;
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
    { key, subject, lane, payload }: Publication<NoInfer<Payload>>,
  ): Promise<number> {
    const wanting = (await this.wanting(transaction, topic, payload)).map((one) => rowNameOf(one, lane));
    if (wanting.length === 0) return 0;
    const stored = JSON.stringify({ ...payload, version: topic.version });
    const written = await transaction.run(publishEvent, [
      topic.name,
      topic.dedupeKey(key),
      stored,
      wanting,
      subject ?? null,
    ]);
    if (written.length > 0) transaction.afterCommit(() => this.wake(wanting));
    return written.length;
  }

  /** The same for many events by one statement, in the order of the list. */
  async publishAll(transaction: Transaction, events: readonly Event[]): Promise<number> {
    const rows: {
      topic: string;
      dedupeKey: string;
      payload: string;
      subscriber: string;
      subject: string | null;
    }[] = [];
    for (const { topic, key, subject, lane, payload } of events) {
      for (const one of await this.wanting(transaction, topic, payload)) {
        rows.push({
          topic: topic.name,
          dedupeKey: topic.dedupeKey(key),
          payload: JSON.stringify({ ...payload, version: topic.version }),
          subscriber: rowNameOf(one, lane),
          subject: subject ?? null,
        });
      }
    }
    if (rows.length === 0) return 0;
    const names = rows.map((row) => row.subscriber);
    const written = await transaction.run(publishEvents, [
      rows.map((row) => row.topic),
      rows.map((row) => row.dedupeKey),
      rows.map((row) => row.payload),
      names,
      rows.map((row) => row.subject),
    ]);
    if (written.length > 0) transaction.afterCommit(() => this.wake(names));
    return written.length;
  }

  /** Whether an event of the topic would reach anybody now, so that a publisher can spare itself the work of finding it. */
  async isAwaited(runner: StatementRunner, topic: Topic): Promise<boolean> {
    for (const { subscriber } of this.subscribers.ofTopic(topic)) {
      if ((await subscriber.inDemand?.(runner, topic.name)) ?? true) return true;
    }
    return false;
  }

  /**
   * Makes ended deliveries due once more, also those that were made, with all their attempts.
   * @returns which: others are on their way, wait, or were deleted
   */
  async repeat(transaction: Transaction, ids: readonly number[]): Promise<ReadonlySet<number>> {
    const repeated = await transaction.run(repeatDeliveries, [ids]);
    const names = repeated.map(({ subscriber }) => subscriber);
    if (names.length > 0) transaction.afterCommit(() => this.wake(names));
    return new Set(repeated.map(({ id }) => id));
  }

  /**
   * Makes a dead, cancelled or waiting delivery due now, with all its attempts again.
   * @returns false if there is no such delivery, if it is done, or if a worker has it at this moment
   */
  async retry(transaction: Transaction, id: number): Promise<boolean> {
    return (await transaction.run(retryDelivery, [id])).length === 1;
  }

  /** Cancels all that is under way to a lane that is no more, and what was given up. @param name as its rows carry it */
  async cancel(transaction: Transaction, name: string, reason: string): Promise<void> {
    await transaction.run(cancelDeliveries, [name, reason]);
  }

  /** The subscribers that want an event and are in demand. */
  private async wanting(
    runner: StatementRunner,
    topic: Topic,
    payload: OutboxPayload,
  ): Promise<readonly Subscribed[]> {
    const wanting: Subscribed[] = [];
    for (const one of this.subscribers.wanting(topic, payload)) {
      if ((await one.subscriber.inDemand?.(runner, topic.name)) ?? true) wanting.push(one);
    }
    return wanting;
  }

  /** Sends one notification at a time. All commits during one share the next. */
  private wake(names: readonly string[]): void {
    this.subscribers.noteLanes(names);
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
