/** Redis streams. */
export interface RedisBus {
  readonly kind: 'redis';
  /** With user, password and number of the database where needed. */
  readonly url: string;
}

/** Kafka, with a schema registry. */
export interface KafkaBus {
  readonly kind: 'kafka';
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  /** For SASL PLAIN. */
  readonly account: { readonly username: string; readonly password: string } | undefined;
  /** May hold a name and a password. */
  readonly registryUrl: string;
}

/** The event bus of Open edX, and the part that this installation takes in it. */
export interface EventBusSettings {
  readonly server: RedisBus | KafkaBus;
  /** The start of the names of topics, with its dash; empty: none. */
  readonly topicPrefix: string;
  /** The name under which the workers of this installation share what is read. */
  readonly group: string;
  /** The name of this process in the group. */
  readonly consumer: string;
  readonly reads: boolean;
  readonly writes: boolean;
  /** After that time an entry that another process has read and not acknowledged is taken over. Redis only: Kafka has its own rule. */
  readonly reclaimMs: number;
}
