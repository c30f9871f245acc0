import { UnreadableEntry } from './unreadable-entry.js';

// Keys and values of Kafka: byte 0, the number of the schema in the registry, Avro.

const MAGIC = 0;
const HEAD_BYTES = 5;

/** Avro with the number of its schema. */
export interface Framed {
  readonly schemaId: number;
  readonly bytes: Buffer;
}

export function frame({ schemaId, bytes }: Framed): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(MAGIC);
  head.writeUInt32BE(schemaId, 1);
  return Buffer.concat([head, bytes]);
}

/** @throws UnreadableEntry */
export function unframe(value: Buffer): Framed {
  if (value.length < HEAD_BYTES || value[0] !== MAGIC)
    throw new UnreadableEntry('its value does not begin with the number of a schema');
  return { schemaId: value.readUInt32BE(1), bytes: value.subarray(HEAD_BYTES) };
}
