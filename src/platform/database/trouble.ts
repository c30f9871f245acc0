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

/** Of a connection that was not made or broke. */
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

/** The driver has no code for these. */
const NO_CONNECTION_WORDS = /^(Connection terminated|timeout exceeded when trying to connect)/;

/**
 * What ails the database when neither the caller nor this code is to blame, and a repeat may do: too many want the same
 * of it, or it cannot be reached. Undefined for every other error.
 */
export function databaseTrouble(error: unknown): 'busy' | 'unreachable' | undefined {
  const sqlState = sqlStateOf(error);
  if (BUSY.includes(sqlState)) return 'busy';
  if (DOWN.includes(sqlState)) return 'unreachable';
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const isOut = NO_CONNECTION.includes(code) || NO_CONNECTION_WORDS.test(String(message));
  return isOut ? 'unreachable' : undefined;
}
