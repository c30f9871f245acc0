import pg from 'pg';
import { driverFailureIn } from './driver-failure.js';

/** The parts of a database error that never hold a value of a row. */
export interface DatabaseErrorParts {
  readonly code: string | undefined;
  readonly table: string | undefined;
  readonly constraint: string | undefined;
  /** The name of the statement of ours that failed. */
  readonly statement?: string | undefined;
}

/** The error of PostgreSQL in an error, from pg or wrapped by TypeORM; undefined for other errors. */
export function databaseErrorIn(error: unknown): DatabaseErrorParts | undefined {
  if (error instanceof pg.DatabaseError) return error;
  const { driverError } = (error ?? {}) as { driverError?: unknown };
  return driverError === undefined ? undefined : databaseErrorIn(driverError);
}

/**
 * An error's message for a log. PostgreSQL's own words never appear: they may quote what somebody sent or stored. Nor do
 * those of its driver, which do not say what they are about.
 */
export function describeError(error: unknown): string {
  const parts = databaseErrorIn(error);
  if (parts === undefined) {
    const message = error instanceof Error ? error.message || error.name : String(error);
    return driverFailureIn(error)?.words ?? message;
  }
  const { code, constraint, statement } = parts;
  const about = [statement && `statement ${statement}`, constraint && `constraint ${constraint}`].filter(
    Boolean,
  );
  return `PostgreSQL answered ${code}${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
}

/** An error's stack for a log, below the description of the error. */
export function describeStack(error: Error): string {
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return [`${error.name}: ${describeError(error)}`, ...frames].join('\n');
}
