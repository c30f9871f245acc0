import type { BusEntry } from '../transport/bus.js';

/** An entry as the inbox keeps it: all its bytes in base64, beside names that people can read. */
export interface StoredEntry {
  readonly transport: BusEntry['transport'];
  readonly writtenAt: string;
  readonly fields: readonly (readonly [name: string, base64: string])[];
  readonly key?: string;
  readonly value?: string;
}

export function storedEntry({ transport, writtenAt, fields, key, value }: BusEntry): StoredEntry {
  return {
    transport,
    writtenAt,
    fields: fields.map(([name, bytes]) => [storableName(name), bytes.toString('base64')]),
    ...(key === undefined ? {} : { key: key.toString('base64') }),
    ...(value === undefined ? {} : { value: value.toString('base64') }),
  };
}

/** PostgreSQL has no U+0000. */
const storableName = (name: string) => name.replaceAll('\0', '\ufffd');

export function entryOf(
  stored: StoredEntry,
  { topic, position }: Pick<BusEntry, 'topic' | 'position'>,
): BusEntry {
  const { transport, writtenAt, fields, key, value } = stored;
  return {
    transport,
    topic,
    position,
    writtenAt,
    fields: fields.map(([name, base64]) => [name, Buffer.from(base64, 'base64')]),
    key: key === undefined ? undefined : Buffer.from(key, 'base64'),
    value: value === undefined ? undefined : Buffer.from(value, 'base64'),
  };
}
