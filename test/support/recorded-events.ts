import { readFileSync } from 'node:fs';
import type { Fields } from './redis-server.js';

interface RecordedEntry {
  readonly note?: string;
  readonly stream: string;
  readonly fields_base64: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly event_data_hex: string;
  readonly decoded: Readonly<Record<string, unknown>>;
}

interface RecordedMessage {
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly headers_base64: readonly (readonly [string, string])[];
  readonly key_base64: string;
  readonly value_base64: string;
  readonly value: { readonly schema_id: number; readonly value: Readonly<Record<string, unknown>> };
  readonly key: { readonly schema_id: number; readonly value: string };
}

/** JSON whose large whole numbers become `bigint`: a learner's number has more digits than a number holds. */
function read(file: string): unknown {
  const text = readFileSync(new URL(`../event-bus/${file}`, import.meta.url), 'utf8');
  return JSON.parse(text, (key, value: unknown, context?: { source?: string }) =>
    key === 'id' && typeof value === 'number' ? BigInt(context?.source ?? value) : value,
  );
}

const redis = read('redis-entries.json') as { entries: RecordedEntry[] };
const odd = read('redis-node-and-poison.json') as {
  node_written: RecordedEntry[];
  poison: Omit<RecordedEntry, 'headers' | 'decoded'>[];
};
const kafka = read('kafka-messages.json') as {
  schemas_by_id: Readonly<Record<string, unknown>>;
  messages: RecordedMessage[];
};

/** Entries that the Python libraries wrote into Redis. */
export const RECORDED_ENTRIES = redis.entries;
/** Entries that Node wrote and the Python consumer read. */
export const NODE_ENTRIES = odd.node_written;
/** Entries that the Python consumer cannot handle, or not as they are. */
export const POISON = odd.poison;
/** Messages that the Python libraries wrote into Kafka. */
export const RECORDED_MESSAGES = kafka.messages;
/** The schemas of these, by their numbers. */
export const REGISTERED_SCHEMAS = kafka.schemas_by_id;
/** The schemas of openedx-events, by type. */
export const RECORDED_SCHEMAS = (read('avro-schemas.json') as { schemas: Readonly<Record<string, object>> })
  .schemas;

/** Names and raw values of a recorded entry. */
export function fieldsOf({ fields_base64 }: Pick<RecordedEntry, 'fields_base64'>): Fields {
  return fields_base64.map(([name, value]) => [
    Buffer.from(name, 'base64').toString('utf8'),
    Buffer.from(value, 'base64'),
  ]);
}
