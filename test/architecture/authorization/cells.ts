import { type Caller, CALLER_KINDS, type Headers, type Known } from './callers.js';
import type { Admits, Row } from './table.js';

/** The expected outcome of a cell; `in` is any answer but 401, 403, 405 and 5xx. */
export type Outcome = 'in' | 401 | 403 | 405 | 204;

/** One request of the matrix. */
export interface Cell {
  readonly row: Row;
  readonly method: string;
  readonly caller: Caller;
  /** Headers beside those of the caller. */
  readonly headers: Headers;
  readonly expected: Outcome;
}

/** A path of openapi.json. */
export interface Path {
  readonly path: string;
  readonly methods: readonly string[];
}

const FEW: readonly Caller[] = ['anonymous', 'badToken', 'inactive', 'apiKey', 'superuser'];

const KEYS: readonly Caller[] = ['apiKey', 'apiKeyOfOthers'];

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** Methods that a request can name, beside those that each path answers by rule: HEAD as GET, and OPTIONS. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Headers with which some frameworks let a caller choose another method. */
const OVERRIDE_HEADERS = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/** The outcome for a caller on a route: a few rules that all routes share. */
function outcomeOf(admits: Admits, method: string, caller: Caller): Outcome {
  if (admits === 'anyone') return 'in';
  if (caller === 'badToken' || caller === 'inactive' || caller === 'revokedKey') return 401;
  // A key is let in by name only.
  if (KEYS.includes(caller) && admits === 'anonymous too') return 403;
  if (caller === 'anonymous') return admits === 'anonymous too' ? 'in' : 401;
  if (caller === 'cookie' && !SAFE.includes(method)) return 403;
  const known: Known = caller === 'cookie' || caller === 'cookieWithCsrf' ? 'superuser' : caller;
  return admits === 'anonymous too' || admits.includes(known) ? 'in' : 403;
}

/** The cells of a row, HEAD is asked as GET is. */
export function cellsOf(row: Row, { path, methods }: Path): Cell[] {
  const [own = ''] = row.operation.split(' ');
  if (!row.operation.endsWith(` ${path}`)) throw new Error(`${row.operation} is not of ${path}`);
  return (own === 'GET' ? ['GET', 'HEAD'] : [own]).flatMap((method) =>
    withOverrides(methods, method).flatMap((headers) =>
      (row.costly ? FEW : CALLER_KINDS).map((caller) => ({
        row,
        method,
        caller,
        headers,
        expected: outcomeOf(row.admits, method, caller),
      })),
    ),
  );
}

/** The cells of the methods that a path does not have, and of OPTIONS: they do not depend on the caller. */
export function otherCellsOf({ path, methods }: Path): Cell[] {
  const absent = METHODS.filter((method) => !methods.includes(method));
  const asked = [...absent, ...(methods.includes('GET') ? [] : ['HEAD']), 'OPTIONS'];
  return asked.flatMap((method) =>
    withOverrides(methods, method).flatMap((headers) =>
      CALLER_KINDS.map((caller): Cell => ({
        row: { operation: `${method} ${path}`, admits: 'anyone' },
        method,
        caller,
        headers,
        expected: method === 'OPTIONS' ? 204 : 405,
      })),
    ),
  );
}

/** No headers, and headers that ask for the most harmful method of the path. */
function withOverrides(methods: readonly string[], own: string): Headers[] {
  const harmful = ['DELETE', 'PUT', 'PATCH', 'POST', 'GET'];
  const other = harmful.find((method) => method !== own && methods.includes(method)) ?? 'DELETE';
  return [{}, Object.fromEntries(OVERRIDE_HEADERS.map((name) => [name, other]))];
}

/** Whether an answer is of the expected class. */
export function matches(expected: Outcome, status: number): boolean {
  return expected === 'in' ? ![401, 403, 405].includes(status) && status < 500 : status === expected;
}
