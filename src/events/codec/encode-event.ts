import type { OutgoingEvent } from '../transport/bus.js';
import { avroType, encode } from './avro.js';
import { PROGRAM_AWARDED, PROGRAM_REVOKED, SCHEMAS } from './schemas.js';

const WRITERS = Object.fromEntries(
  [PROGRAM_AWARDED, PROGRAM_REVOKED].map((type) => [type, avroType(SCHEMAS[type]!)]),
);

const TEXT = avroType('string');

/** The value of an event in Avro. */
export function encodeEvent({ type, value }: Pick<OutgoingEvent, 'type' | 'value'>): Buffer {
  return encode(WRITERS[type]!, value);
}

/** A key in Avro. */
export function encodeKey(key: string): Buffer {
  return TEXT.toBuffer(key);
}
