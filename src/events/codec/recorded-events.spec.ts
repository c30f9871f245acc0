import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import {
  fieldsOf,
  NODE_ENTRIES,
  POISON,
  RECORDED_ENTRIES,
  RECORDED_MESSAGES,
  RECORDED_SCHEMAS,
  REGISTERED_SCHEMAS,
} from '../../../test/support/recorded-events.js';
import { encodeMessage } from '../transport/kafka-bus.js';
import type { BusEntry, OutgoingEvent } from '../transport/bus.js';
import { avroType } from './avro.js';
import { readCertificateEvent } from './certificate-event.js';
import { encodeEvent } from './encode-event.js';
import { headersOf } from './event-headers.js';
import { unframe } from './framing.js';
import type { SchemaRegistry } from './schema-registry.js';
import { CERTIFICATE_CREATED, CERTIFICATE_TOPIC, PROGRAM_TOPIC, SCHEMAS } from './schemas.js';
import { UnreadableEntry } from './unreadable-entry.js';

const entryOf = (fields: BusEntry['fields'], position = '1795643641116-0'): BusEntry => ({
  transport: 'redis',
  topic: CERTIFICATE_TOPIC,
  position,
  writtenAt: '2026-11-25T21:54:01.116Z',
  fields: fields.map(([name, value]) => [name, Buffer.from(value)]),
});

const isProgram = (name: string) => name === `dev-${PROGRAM_TOPIC}`;
const isCertificate = (name: string) => name === `dev-${CERTIFICATE_TOPIC}`;

/** The registry of the recorded messages. */
const REGISTRY = {
  typeOf: (id: number) => Promise.resolve(avroType(REGISTERED_SCHEMAS[id] as never)),
} as SchemaRegistry;

describe('the schemas', () => {
  it.each(Object.keys(SCHEMAS))('%s is the one of openedx-events', (type) => {
    expect(SCHEMAS[type]).toEqual(RECORDED_SCHEMAS[type]);
  });
});

describe('recorded entries of Redis', () => {
  it('are read as the Python libraries wrote them, large numbers too', async () => {
    const found = await Promise.all(
      RECORDED_ENTRIES.filter(({ stream }) => isCertificate(stream)).map((entry) =>
        readCertificateEvent(entryOf(fieldsOf(entry) as BusEntry['fields']), undefined),
      ),
    );
    expect(found).toEqual(
      RECORDED_ENTRIES.filter(({ stream }) => isCertificate(stream)).map(({ headers, decoded }) => ({
        ...decoded,
        type: headers.type,
        id: headers.id,
        time: headers.time!.replace('+00:00', 'Z'),
        library: '10.5.0',
        status: headers.type === CERTIFICATE_CREATED ? 'awarded' : 'revoked',
      })),
    );
    expect(found.map((event) => 'certificate' in event && event.certificate.user.id)).toContain(
      9007199254740993n,
    );
  });

  it.each(
    [...RECORDED_ENTRIES.filter(({ stream }) => isProgram(stream)), ...NODE_ENTRIES].map(
      (entry) => [entry.headers.id!, entry] as const,
    ),
  )('%s is written with the same bytes', (_, { headers, decoded, event_data_hex }) => {
    const bytes = encodeEvent({ type: headers.type!, value: decoded });
    expect(bytes.toString('hex')).toBe(event_data_hex);
  });

  it.each(
    RECORDED_ENTRIES.filter(({ stream }) => isProgram(stream)).map((entry) => [entry.headers.id!, entry]),
  )('%s has the same fields in the same order, but for source and host', (_, entry) => {
    const { headers } = entry as (typeof RECORDED_ENTRIES)[number];
    const { type = '', id = '', time = '' } = headers;
    const names = fieldsOf(entry as (typeof RECORDED_ENTRIES)[number]).map(([name]) => name);
    const ours = headersOf({ type, id, time } as OutgoingEvent);
    expect([...Object.keys(ours), 'event_data']).toEqual(names);
    expect(ours).toEqual({ ...headers, source: 'openedx/credentials/web', sourcehost: hostname() });
  });
});

describe('poison', () => {
  const WHY: Readonly<Record<string, string>> = {
    'unknown event type': 'this service does not know its type',
    'Avro cut in the middle': 'its Avro value ends too early',
    'Avro with bytes left over (accepted by fastavro; avsc fromBuffer throws)':
      'its Avro value has bytes left over',
    'no type': 'it has no type',
    'id is no uuid': 'its id is no uuid',
    'time not in UTC': 'its time is not in UTC',
    'no event_data': 'it has no event_data',
    'course key that is none (receiver gets InvalidKeyError on decoding)': 'its course key is not valid',
  };

  it.each(POISON.filter(({ note }) => (note ?? '') in WHY).map((entry) => [entry.note!, entry] as const))(
    'is refused with a reason: %s',
    async (note, entry) => {
      const read = readCertificateEvent(entryOf(fieldsOf(entry) as BusEntry['fields']), undefined);
      await expect(read).rejects.toEqual(new UnreadableEntry(WHY[note]));
    },
  );

  it('is all that was recorded, but for an entry without an id, whose place gives it one', async () => {
    const others = POISON.filter(({ note }) => !((note ?? '') in WHY));
    expect(others.map(({ note }) => note)).toEqual(['no id (a new uuid1 is made)']);
    const fields = fieldsOf(others[0]!) as BusEntry['fields'];
    const ids = await Promise.all(
      ['1-0', '1-0', '2-0'].map(
        async (place) => (await readCertificateEvent(entryOf(fields, place), undefined)).id,
      ),
    );
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
  });

  it('of another version of the library says so', async () => {
    const cut = POISON.find(({ note }) => note === 'Avro cut in the middle')!;
    const fields = fieldsOf(cut).map(([name, value]) => [name, name === 'sourcelib' ? '11.0.0' : value]);
    await expect(
      readCertificateEvent(entryOf(fields as unknown as BusEntry['fields']), undefined),
    ).rejects.toThrow('openedx-events 11.0.0 wrote it, and this service knows the schemas of 10.5.0');
  });

  it.each(['2026-02-30T08:30:15Z', '0000-01-01T00:00:00Z', '2026-11-20T08:30:15', 'now', '2026-11-20'])(
    'is a time such as %j',
    async (time) => {
      const fields = fieldsOf(RECORDED_ENTRIES.find(({ stream }) => isCertificate(stream))!);
      const changed = fields.map(([name, value]) => [name, name === 'time' ? time : value]);
      await expect(
        readCertificateEvent(entryOf(changed as unknown as BusEntry['fields']), undefined),
      ).rejects.toThrow('its time is not in UTC');
    },
  );
});

describe('recorded messages of Kafka', () => {
  const messages = RECORDED_MESSAGES.filter(({ topic }) => isCertificate(topic));

  const messageOf = (
    message: (typeof messages)[number],
    value = Buffer.from(message.value_base64, 'base64'),
  ) => ({
    ...entryOf([]),
    transport: 'kafka' as const,
    fields: message.headers_base64.map(([name, text]) => [name, Buffer.from(text, 'base64')] as const),
    value,
  });

  it('are read with the writer’s schema from the registry', async () => {
    const found = await Promise.all(
      messages.map((message) => readCertificateEvent(messageOf(message), REGISTRY)),
    );
    expect(found).toEqual(
      messages.map(({ headers, value }) => ({
        ...value.value,
        type: headers.ce_type,
        id: headers.ce_id,
        time: headers.ce_time!.replace('+00:00', 'Z'),
        library: '10.5.0',
        status: headers.ce_type === CERTIFICATE_CREATED ? 'awarded' : 'revoked',
      })),
    );
  });

  it('are read also where the writer’s schema has further fields', async () => {
    const [message] = messages;
    const schema = structuredClone(REGISTERED_SCHEMAS['2']) as {
      fields: [{ type: { fields: { name: string; type: string }[] } }];
    };
    schema.fields[0].type.fields.push({ name: 'added_later', type: 'string' });
    const writer = avroType(schema as never);
    const value = structuredClone(message!.value.value) as { certificate: Record<string, unknown> };
    value.certificate.added_later = 'something';
    const bytes = Buffer.concat([Buffer.from([0, 0, 0, 0, 99]), writer.toBuffer(value)]);
    const registry = { typeOf: () => Promise.resolve(writer) } as unknown as SchemaRegistry;
    const event = await readCertificateEvent(messageOf(message!, bytes), registry);
    expect(event).toMatchObject(message!.value.value);
  });

  it('are unreadable without the number of a schema', async () => {
    await expect(
      readCertificateEvent(messageOf(messages[0]!, Buffer.from([1, 2])), REGISTRY),
    ).rejects.toThrow('its value does not begin with the number of a schema');
  });

  it.each(
    RECORDED_MESSAGES.filter(({ topic }) => isProgram(topic)).map((message) => [
      message.headers.ce_id!,
      message,
    ]),
  )('%s is written with the same key, value, headers and subjects', async (_, given) => {
    const message = given as (typeof messages)[number];
    const { ce_type: type = '', ce_id: id = '', ce_time: time = '' } = message.headers;
    const subjects: string[] = [];
    const registry = {
      register: (subject: string, schema: unknown) => {
        subjects.push(subject);
        const found = Object.entries(REGISTERED_SCHEMAS).find(
          ([, registered]) => JSON.stringify(sorted(registered)) === JSON.stringify(sorted(schema)),
        );
        return Promise.resolve(Number(found![0]));
      },
    };
    const event = { topic: PROGRAM_TOPIC, type, id, time, value: message.value.value };
    const key = { name: 'uuid', value: message.key.value };
    const written = await encodeMessage({ ...event, key }, message.topic, registry);
    expect(written.key.toString('base64')).toBe(message.key_base64);
    expect(written.value.toString('base64')).toBe(message.value_base64);
    expect(unframe(written.value).schemaId).toBe(message.value.schema_id);
    expect(written.headers.map(([name]) => name)).toEqual(message.headers_base64.map(([name]) => name));
    expect(Object.fromEntries(written.headers)).toEqual({
      ...message.headers,
      ce_source: 'openedx/credentials/web',
      sourcehost: hostname(),
    });
    expect(subjects).toEqual([
      'dev-learning-program-certificate-lifecycle-string',
      `dev-learning-program-certificate-lifecycle-${type}.CloudEvent`,
    ]);
  });
});

/** With its keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, held]) => [key, sorted(held)]),
  );
}
