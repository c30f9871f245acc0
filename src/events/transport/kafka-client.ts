import { hostname } from 'node:os';
import type * as Kafka from '@platformatic/kafka';
import type { KafkaBus } from '../../config/index.js';
import { NO_ANSWER_IN_TIME } from '../../platform/time/index.js';

const CONNECT_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 8000;

/** Longest time of one operation, its connection included. */
export const OPERATION_TIMEOUT_MS = 15_000;

/** Loads the library when a bus on Kafka is used: others need neither its memory nor the time. */
export function loadKafka(): Promise<typeof Kafka> {
  return import('@platformatic/kafka');
}

/** Options of every client. It gives up soon, since the outbox and the loop of the reader try again. */
export function kafkaOptions({ brokers, tls, account }: KafkaBus) {
  return {
    clientId: `credentials-service-${hostname()}`,
    bootstrapBrokers: [...brokers],
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: 1,
    ...(tls ? { tls: {} } : {}),
    ...(account === undefined ? {} : { sasl: { mechanism: 'PLAIN' as const, ...account } }),
  };
}

/** The code of an error of the library. Its words may quote a message. */
export function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : NO_ANSWER_IN_TIME;
}
