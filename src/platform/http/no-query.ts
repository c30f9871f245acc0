import { ValidationError } from '../errors/index.js';

/**
 * Refuses every parameter of the query, for a route that cannot be undone: an overlooked `?dry_run=true` would be done for
 * good.
 * @param fields those of the body, for the message
 * @throws ValidationError that names each parameter
 */
export function requireNoQuery(query: unknown, fields: readonly string[]): void {
  const last = fields.at(-1)!;
  const message = `There is no such parameter. ${[...fields.slice(0, -1)].join(', ')} and ${last} are fields of the body.`;
  const names = Object.keys(query as object);
  if (names.length > 0) throw new ValidationError(Object.fromEntries(names.map((name) => [name, [message]])));
}
