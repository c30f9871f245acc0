import { SqlState, sqlStateOf } from './sql-state.js';

const BUSY: readonly (string | undefined)[] = [
  SqlState.serializationFailure,
  SqlState.deadlockDetected,
  SqlState.tooManyConnections,
];

const DOWN: readonly (string | undefined)[] = [
  SqlState.adminShutdown,
  SqlState.crashShutdown,
  SqlState.cannotConnectNow,
];

/** Codes of a connection that failed or broke. */
const NO_CONNECTION: readonly unknown[] = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];

/** Messages of errors for which the driver has no code. */
const NO_CONNECTION_WORDS = /^(Connection terminated|timeout exceeded when trying to connect)/;

/**
 * Classifies an error that neither the caller nor this code caused and that may pass: `busy` when too many want the
 * same, `unreachable` without a connection. Undefined for every other error.
 */
export function databaseTrouble(error: unknown): 'busy' | 'unreachable' | undefined {
  const sqlState = sqlStateOf(error);
  if (BUSY.includes(sqlState)) return 'busy';
  if (DOWN.includes(sqlState)) return 'unreachable';
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const isOut = NO_CONNECTION.includes(code) || NO_CONNECTION_WORDS.test(String(message));
  return isOut ? 'unreachable' : undefined;
}
