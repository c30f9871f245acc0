import avsc, { type Schema, type Type } from 'avsc';
import { UnreadableEntry } from './unreadable-entry.js';

/** Numbers of learners have up to 64 bits: as JavaScript's numbers some would become those of other learners. */
const LONG = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint' && value === BigInt.asIntN(64, value),
  compare: (one: bigint, other: bigint) => (one === other ? 0 : one < other ? -1 : 1),
});

/** @throws Error when it is no Avro schema */
export function avroType(schema: Schema): Type {
  return avsc.Type.forSchema(schema, { registry: { long: LONG }, wrapUnions: false });
}

/** Encodes values by a schema of ours. */
export function encode(type: Type, value: object): Buffer {
  return type.toBuffer(value);
}

/**
 * Decodes a whole value.
 * @param reader the schema in which the value is wanted, where it is not the writer's
 * @throws UnreadableEntry for bytes that are cut off, have something behind the value, or follow another schema
 */
export function decode(writer: Type, bytes: Buffer, reader: Type = writer): unknown {
  try {
    return reader === writer
      ? writer.fromBuffer(bytes)
      : reader.fromBuffer(bytes, reader.createResolver(writer));
  } catch (error) {
    // Its message may quote the value.
    const why = error instanceof Error && /^(truncated|trailing)/.exec(error.message)?.[0];
    throw new UnreadableEntry(
      why ? `its Avro value ${WHY[why as keyof typeof WHY]}` : 'it does not fit its Avro schema',
    );
  }
}

const WHY = { truncated: 'ends too early', trailing: 'has bytes left over' } as const;
