/** Ids of what an event is about. No names, addresses or texts: they are looked up at the delivery. */
export type OutboxPayload = Readonly<Record<string, string | number | boolean | null>>;

/** A payload as the row keeps it. */
export type StoredPayload<Payload extends OutboxPayload = OutboxPayload> = Payload & {
  /** The version of the topic that wrote it. */
  readonly version: number;
};

/** A kind of event, with the type of its payload. */
export class Topic<Payload extends OutboxPayload = OutboxPayload> {
  /** Types only: tells the compiler the payload. */
  declare readonly payload: Payload;

  constructor(
    readonly name: string,
    readonly version: number,
  ) {}
}

/**
 * Declares a topic. Names are unique in the service. A payload that older releases cannot read gets a higher version;
 * subscribers go on reading the older versions, since rows of them may be open.
 */
export function defineTopic<Payload extends OutboxPayload>(name: string, version: number): Topic<Payload> {
  return new Topic<Payload>(name, version);
}
