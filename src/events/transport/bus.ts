/** The bus, or its schema registry, does not answer now. The message names no secret. */
export class BusAway extends Error {
  override readonly name: string = 'BusAway';
}

/** It answers, and does not take what was sent: somebody must change something. */
export class BusRefusal extends BusAway {
  override readonly name = 'BusRefusal';
}

/** An entry of the bus as it lies there. */
export interface BusEntry {
  readonly transport: 'redis' | 'kafka';
  /** Name of the topic without the prefix. */
  readonly topic: string;
  /** The place in the topic: an entry's id, or partition and offset. */
  readonly position: string;
  /** When the server took it, ISO 8601; the time of an event that names none. */
  readonly writtenAt: string;
  /** Names and raw values in order: all fields of a Redis entry, the headers of a Kafka message. */
  readonly fields: readonly (readonly [name: string, value: Buffer])[];
  /** Key and value of a Kafka message. */
  readonly key?: Buffer | undefined;
  readonly value?: Buffer | undefined;
}

/** Reads a topic as a member of a group. It is not used any more after an error: open another one. */
export interface BusReader {
  /** The next entries, not acknowledged; none after a short wait without any. @throws BusAway */
  read(): Promise<readonly BusEntry[]>;
  /** The group does not get the entry again. @throws BusAway */
  acknowledge(entry: BusEntry): Promise<void>;
  close(): Promise<void>;
}

/** An event to write. */
export interface OutgoingEvent {
  readonly topic: string;
  readonly type: string;
  readonly id: string;
  /** ISO 8601 with offset. */
  readonly time: string;
  /** Name and value of the key, by which Kafka finds the partition. */
  readonly key: { readonly name: string; readonly value: string };
  readonly value: object;
}

/** How far a group is in a topic. */
export interface GroupState {
  /** Whether the topic has ever had an entry; undefined where the server does not tell. */
  readonly isUsed: boolean | undefined;
  /** Entries that nobody has read yet; undefined where the server does not know. */
  readonly lag: number | undefined;
  /** Entries that were read and not acknowledged; undefined: the server does not count them. */
  readonly pending: number | undefined;
  /** Seconds since the oldest of these was written; 0 without any. */
  readonly oldestPendingSeconds: number | undefined;
}

/** The bus of an installation. Each operation ends within seconds, and keeps nothing for later. */
export interface EventBus {
  openReader(topic: string): Promise<BusReader>;
  /** Resolves once the server has it. @throws BusAway */
  write(event: OutgoingEvent): Promise<void>;
  /** How far this installation's group is. @throws BusAway */
  stateOf(topic: string): Promise<GroupState>;
  /** Says where it is, for people. @throws BusAway */
  check(): Promise<string>;
  close(): Promise<void>;
}
