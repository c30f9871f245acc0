/**
 * A named SQL statement. PostgreSQL parses and plans it once per connection; later calls only bind. Planning the joins
 * of this service costs more than running them (see docs/performance.md).
 */
export class Statement<Row extends object, Params extends readonly unknown[]> {
  /** Types only: keeps Row and Params apart for the compiler. */
  declare readonly types: { row: Row; params: Params };

  constructor(
    readonly name: string,
    readonly text: string,
  ) {}
}

/** PostgreSQL cuts longer names, and then two statements may have the same. */
export const LONGEST_NAME_BYTES = 63;

type AnyStatement = Statement<object, readonly unknown[]>;

const declared = new Map<string, AnyStatement>();

/** All statements declared so far, by name. */
export const declaredStatements: ReadonlyMap<string, AnyStatement> = declared;

/**
 * Declares a statement. A changed text may keep its name, as new code comes with a new process and new connections.
 * @throws Error for a name that is too long, and for a second text of the same name: a connection knows only one
 */
export function statement<Row extends object, Params extends readonly unknown[] = []>(
  name: string,
  text: string,
): Statement<Row, Params> {
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) {
    throw new Error(`The name of a statement has at most ${LONGEST_NAME_BYTES} bytes: ${name}`);
  }
  const known = declared.get(name) ?? new Statement(name, text);
  if (known.text !== text) throw new Error(`Two statements have the name ${name}`);
  declared.set(name, known);
  return known as Statement<Row, Params>;
}
