import { ValidationError } from '../errors/index.js';
import { Messages } from './messages.js';
import { isOn } from './query-switch.js';

/** The parameter with which a caller wants unknown ones refused. */
export const STRICT = 'strict';

/** Key of the names in a query, for the hook that writes the header. A query of the platform has no such property. */
const IGNORED = Symbol('ignored parameters');

/** A caller who misspells one parameter needs no more names; a header with hundreds would be refused by proxies. */
const MOST_NAMES = 20;
const LONGEST_NAME = 64;

type Query = Record<PropertyKey, unknown>;

/**
 * Looks for parameters that the route does not know. They are noted, or refused in a strict query.
 * @throws ValidationError
 */
export function examineParameters(query: Query, known: ReadonlySet<string>): void {
  const unknown: string[] = [];
  for (const name in query) if (!known.has(name) && name !== STRICT) unknown.push(name);
  if (unknown.length === 0) return;
  if (isOn(query[STRICT] as string | undefined)) {
    const message = Messages.unknownParameter([...known, STRICT]);
    throw new ValidationError(Object.fromEntries(unknown.map((name) => [name.toWellFormed(), [message]])));
  }
  query[IGNORED] = unknown;
}

/** The names of parameters that were ignored, percent-encoded, for `X-Ignored-Parameters`; undefined where none were. */
export function ignoredParameters(query: unknown): string | undefined {
  const names = (query as Query | undefined)?.[IGNORED] as readonly string[] | undefined;
  if (names === undefined) return undefined;
  const shown = names
    .slice(0, MOST_NAMES)
    .map((name) => encodeURIComponent(name.slice(0, LONGEST_NAME).toWellFormed()));
  return [...shown, ...(names.length > MOST_NAMES ? ['...'] : [])].join(', ');
}
