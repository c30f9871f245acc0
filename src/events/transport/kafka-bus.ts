import type { Admin, Producer } from '@platformatic/kafka';
import type { EventBusSettings, KafkaBus } from '../../config/index.js';
import { inTime } from '../../platform/time/index.js';
import { encodeEvent, encodeKey } from '../codec/encode-event.js';
import { headersOf } from '../codec/event-headers.js';
import { frame } from '../codec/framing.js';
import type { SchemaRegistry } from '../codec/schema-registry.js';
import { SCHEMAS } from '../codec/schemas.js';
import { BusAway, type BusReader, type EventBus, type GroupState, type OutgoingEvent } from './bus.js';
import { kafkaOptions, loadKafka, OPERATION_TIMEOUT_MS, reasonOf } from './kafka-client.js';
import { KafkaReader } from './kafka-reader.js';

const AVRO = 'application/avro';

type Headers = readonly (readonly [name: string, value: string])[];

/** The bus on Kafka with a schema registry. Its library is loaded when it is needed. */
export class KafkaEventBus implements EventBus {
  private producing: Promise<Producer> | undefined;

  constructor(
    private readonly server: KafkaBus,
    private readonly settings: EventBusSettings,
    private readonly registry: SchemaRegistry,
  ) {}

  openReader(topic: string): Promise<BusReader> {
    return KafkaReader.open(this.server, this.settings, topic);
  }

  async write(event: OutgoingEvent): Promise<void> {
    const topic = this.settings.topicPrefix + event.topic;
    const { key, value, headers } = await encodeMessage(event, topic, this.registry);
    const message = {
      topic,
      key,
      value,
      headers: new Map(headers.map(([name, text]) => [Buffer.from(name), Buffer.from(text)])),
    };
    // Acknowledged by all replicas that are in step.
    await this.produce((producer) => producer.send({ messages: [message], acks: -1 }));
  }

  async stateOf(topic: string): Promise<GroupState> {
    const { Consumer } = await loadKafka();
    const consumer = new Consumer({ ...kafkaOptions(this.server), groupId: this.settings.group });
    try {
      const lags = await inTime(
        consumer.getLag({ topics: [this.settings.topicPrefix + topic] }),
        OPERATION_TIMEOUT_MS,
      );
      const perPartition = [...lags.values()].flat().filter((lag) => lag > 0n);
      const lag = perPartition.reduce((sum, one) => sum + Number(one), 0);
      return { isUsed: undefined, lag, pending: undefined, oldestPendingSeconds: undefined };
    } catch (error) {
      throw new BusAway(`Kafka does not tell how far the group is (${reasonOf(error)})`);
    } finally {
      void consumer.close(true).catch(() => undefined);
    }
  }

  async check(): Promise<string> {
    const { Admin: KafkaAdmin } = await loadKafka();
    const admin: Admin = new KafkaAdmin(kafkaOptions(this.server));
    try {
      await inTime(admin.metadata({ topics: [] }), OPERATION_TIMEOUT_MS);
    } catch (error) {
      throw new BusAway(`Kafka does not answer (${reasonOf(error)})`);
    } finally {
      void admin.close().catch(() => undefined);
    }
    await this.registry.check();
    return `Kafka at ${this.server.brokers.join(', ')} with its schema registry`;
  }

  async close(): Promise<void> {
    const { producing } = this;
    this.producing = undefined;
    const producer = await producing?.catch(() => undefined);
    await producer?.close(true).catch(() => undefined);
  }

  private async produce(send: (producer: Producer) => Promise<unknown>): Promise<void> {
    this.producing ??= loadKafka().then(
      ({ Producer: KafkaProducer }) => new KafkaProducer(kafkaOptions(this.server)),
    );
    const producer = await this.producing;
    try {
      await inTime(send(producer), OPERATION_TIMEOUT_MS);
    } catch (error) {
      // The next attempt begins with another connection.
      this.producing = undefined;
      void producer.close(true).catch(() => undefined);
      throw new BusAway(`Kafka does not take the event (${reasonOf(error)})`);
    }
  }
}

/** A message as the Python producer writes it: the subjects of its schemas name topic and record. @throws BusAway */
export async function encodeMessage(
  event: OutgoingEvent,
  topic: string,
  registry: Pick<SchemaRegistry, 'register'>,
): Promise<{ key: Buffer; value: Buffer; headers: Headers }> {
  const keySchema = await registry.register(`${topic}-string`, {
    name: event.key.name,
    type: 'string',
  } as never);
  const schema = await registry.register(`${topic}-${event.type}.CloudEvent`, SCHEMAS[event.type]!);
  const { type, id, source, time, minorversion, sourcehost, sourcelib } = headersOf(event);
  return {
    key: frame({ schemaId: keySchema, bytes: encodeKey(event.key.value) }),
    value: frame({ schemaId: schema, bytes: encodeEvent(event) }),
    headers: [
      ['ce_specversion', '1.0'],
      ['content-type', AVRO],
      ['ce_datacontenttype', AVRO],
      ['ce_type', type],
      ['ce_id', id],
      ['ce_source', source],
      ['ce_time', time],
      ['ce_minorversion', minorversion],
      ['sourcehost', sourcehost],
      ['sourcelib', sourcelib],
    ],
  };
}
