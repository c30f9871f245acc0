import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, Message, MessagesStream } from '@platformatic/kafka';
import type { EventBusSettings, KafkaBus } from '../../config/index.js';
import { inTime } from '../../platform/time/index.js';
import { BusAway, type BusEntry, type BusReader } from './bus.js';
import { kafkaOptions, loadKafka, OPERATION_TIMEOUT_MS, reasonOf } from './kafka-client.js';

/** Longest wait of a read for a message, and so the longest wait of a stop. */
const WAIT_MS = 1000;

/** Joining a group takes as long as its other members need to notice, and the broker answers only then. */
const REBALANCE_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 70_000;
const JOIN_TIMEOUT_MS = 90_000;

/** A member that shows no sign of life for so long loses its partitions to others. */
const SESSION_TIMEOUT_MS = 30_000;

/** Reads a topic as a member of a consumer group. Only what was handled is committed, in the order of each partition. */
export class KafkaReader implements BusReader {
  private readonly messages: NodeJS.AsyncIterator<Message>;
  private next: Promise<IteratorResult<Message>> | undefined;
  private readonly open = new Map<BusEntry, Message>();

  private constructor(
    private readonly consumer: Consumer,
    private readonly stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>,
    private readonly topic: string,
  ) {
    this.messages = stream[Symbol.asyncIterator]();
  }

  /** A new group begins with the oldest message. */
  static async open(
    server: KafkaBus,
    { group, topicPrefix }: EventBusSettings,
    topic: string,
  ): Promise<KafkaReader> {
    const { Consumer: KafkaConsumer, MessagesStreamFallbackModes, MessagesStreamModes } = await loadKafka();
    const consumer = new KafkaConsumer({
      ...kafkaOptions(server),
      groupId: group,
      requestTimeout: REQUEST_TIMEOUT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      sessionTimeout: SESSION_TIMEOUT_MS,
      autocommit: false,
    });
    try {
      const stream = await inTime(
        consumer.consume({
          topics: [topicPrefix + topic],
          mode: MessagesStreamModes.COMMITTED,
          fallbackMode: MessagesStreamFallbackModes.EARLIEST,
          autocommit: false,
          maxWaitTime: WAIT_MS,
        }),
        JOIN_TIMEOUT_MS,
      );
      return new KafkaReader(consumer, stream, topic);
    } catch (error) {
      void consumer.close(true).catch(() => undefined);
      throw new BusAway(`Kafka does not let the group read (${reasonOf(error)})`);
    }
  }

  async read(): Promise<readonly BusEntry[]> {
    this.next ??= this.messages.next();
    const waited = new AbortController();
    try {
      const wait = delay(WAIT_MS, undefined, { signal: waited.signal }).catch(() => undefined);
      const result = await Promise.race([this.next, wait]);
      if (result === undefined) return [];
      this.next = undefined;
      if (result.done === true) throw new BusAway('Kafka has ended the reading');
      const entry = this.entryOf(result.value);
      this.open.set(entry, result.value);
      return [entry];
    } catch (error) {
      if (error instanceof BusAway) throw error;
      throw new BusAway(`Kafka gives no messages (${reasonOf(error)})`);
    } finally {
      waited.abort();
    }
  }

  async acknowledge(entry: BusEntry): Promise<void> {
    const message = this.open.get(entry);
    this.open.delete(entry);
    try {
      await inTime(Promise.resolve(message?.commit()), OPERATION_TIMEOUT_MS);
    } catch (error) {
      throw new BusAway(`Kafka does not take the commit (${reasonOf(error)})`);
    }
  }

  async close(): Promise<void> {
    // A read in progress ends with the stream.
    this.next?.catch(() => undefined);
    await inTime(
      this.stream.close().catch(() => undefined),
      WAIT_MS * 5,
    ).catch(() => undefined);
    await inTime(
      this.consumer.close(true).catch(() => undefined),
      WAIT_MS * 5,
    ).catch(() => undefined);
  }

  private entryOf({ partition, offset, timestamp, headerEntries, key, value }: Message): BusEntry {
    return {
      transport: 'kafka',
      topic: this.topic,
      position: `${partition}:${offset}`,
      writtenAt: new Date(Number(timestamp)).toISOString(),
      fields: headerEntries.map(([name, text]) => [name.toString('utf8'), text]),
      key: present(key),
      value: present(value),
    };
  }
}

/** Kafka has messages without a key or value; the types of the library do not know that. */
const present = (bytes: Buffer | null): Buffer | undefined => bytes ?? undefined;
