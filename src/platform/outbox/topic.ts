/** Ids of an event's subject. No names, addresses or texts: subscribers look them up at the delivery. */
export type OutboxPayload = Readonly<Record<string, string | number | boolean | null>>;

/** A payload as the row keeps it. */
export type StoredPayload<Payload extends OutboxPayload = OutboxPayload> = Payload & {
  /** The topic's version when the row was written. */
  readonly version: number;
};

/** A kind of event, with the type of its payload. */
export class Topic<Payload extends OutboxPayload = OutboxPayload> {
  /** For the compiler only. */
  declare readonly payload: Payload;

  constructor(
    readonly name: string,
    readonly version: number,
  ) {}

  /** The dedupe key of an event: unique for the topic's key, and readable. */
  dedupeKey(key: string): string {
    return `${this.name}:${key}`;
  }
}

/**
 * Declares a topic. Names are unique in the service. A payload that older releases cannot read needs a higher version.
 * Subscribers still read the older versions, since rows with them may be open.
 */
export function defineTopic<Payload extends OutboxPayload>(name: string, version: number): Topic<Payload> {
  return new Topic<Payload>(name, version);
}
