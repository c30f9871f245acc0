import { driverFailureIn } from '../errors/index.js';
import { SqlState, sqlStateOf } from './sql-state.js';

/**
 * An error that neither the caller nor this code caused and that may pass: `busy` when too many want the same,
 * `unreachable` without a usable connection, `storage` when the server cannot write or has no number left.
 */
export type DatabaseTrouble = 'busy' | 'unreachable' | 'storage';

const BUSY: readonly (string | undefined)[] = [
  SqlState.serializationFailure,
  SqlState.deadlockDetected,
  SqlState.lockNotAvailable,
  SqlState.objectInUse,
  SqlState.queryCancelled,
];

/** States in which the connection is of no more use, beside the classes below. A standby only reads. */
const LOST: readonly (string | undefined)[] = [
  SqlState.readOnlyTransaction,
  SqlState.idleInTransactionTimeout,
  SqlState.transactionTimeout,
  SqlState.notInPrerequisiteState,
];

/** Classes of SQLSTATE: connection, authorization, name of the database, what an operator or a crash did. */
const NO_SESSION = /^(08|28|3D|57)/;

/** No room, or no number: an operator has to make some. */
const FULL: readonly (string | undefined)[] = [SqlState.diskFull, SqlState.sequenceExhausted];

/** Classes of SQLSTATE: resources, the system below the server. */
const RESOURCES = '53';
const SYSTEM = '58';

/** Codes of a connection that failed or broke. */
const NO_CONNECTION: readonly unknown[] = [
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];

/** Classifies an error. Undefined for one that may not pass, or that has nothing to do with the database. */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  if (NO_CONNECTION.includes(code)) return 'unreachable';
  const sqlState = sqlStateOf(error);
  if (sqlState === undefined) {
    const failure = driverFailureIn(error);
    return failure && (failure.isBusy ? 'busy' : 'unreachable');
  }
  if (BUSY.includes(sqlState)) return 'busy';
  if (FULL.includes(sqlState) || sqlState.startsWith(SYSTEM)) return 'storage';
  if (sqlState.startsWith(RESOURCES)) return 'busy';
  return isLost(sqlState) || endsSession(error) ? 'unreachable' : undefined;
}

/**
 * Whether the connection must not be used again. An error of the statement leaves it as it was; anything else may have
 * spoilt the statements that it has prepared.
 */
export function spoilsConnection(error: unknown): boolean {
  const sqlState = sqlStateOf(error) ?? '';
  return !/^(22|23|40)/.test(sqlState) && !BUSY.includes(sqlState);
}

function isLost(sqlState: string): boolean {
  return LOST.includes(sqlState) || NO_SESSION.test(sqlState);
}

/** PostgreSQL ends the session with such an error. */
function endsSession(error: unknown): boolean {
  const { severity, driverError } = error as { severity?: unknown; driverError?: unknown };
  return (
    severity === 'FATAL' || severity === 'PANIC' || (driverError !== undefined && endsSession(driverError))
  );
}
