/**
 * One SQL statement with a name: PostgreSQL parses and plans it once per connection and later calls only bind.
 * (Planning the joins of this service anew costs more than running them; see docs/performance.md.)
 */
export class Statement<Row extends object, Params extends readonly unknown[]> {
  /** Types only: keeps Row and Params apart for the compiler. */
  declare readonly types: { row: Row; params: Params };

  constructor(
    readonly name: string,
    readonly text: string,
  ) {}
}

/**
 * Declares a statement. Names are unique in the service; a changed text needs no new name, as it comes with a
 * new process and its own connections.
 */
export function statement<Row extends object, Params extends readonly unknown[] = []>(
  name: string,
  text: string,
): Statement<Row, Params> {
  return new Statement<Row, Params>(name, text);
}
