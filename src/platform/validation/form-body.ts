type Pair = readonly [name: string, value: string];

/** Where a form keeps what was sent, pair by pair. On the form itself: of a map by form the garbage collector has more work. */
const PAIRS = Symbol('pairs');

interface Form {
  readonly [PAIRS]?: readonly Pair[];
}

/**
 * A form as a body like that of JSON. A field is its last value, as the existing service reads it; a field of a list
 * asks `formValues` for all of them.
 */
export function formBody(pairs: readonly Pair[]): Record<string, string> {
  return Object.assign(Object.fromEntries(pairs), { [PAIRS]: pairs });
}

export function isForm(body: object): boolean {
  return (body as Form)[PAIRS] !== undefined;
}

/** All values of a form's field; undefined for a body that is no form. */
export function formValues(body: object, name: string): string[] | undefined {
  return (body as Form)[PAIRS]?.filter((pair) => pair[0] === name).map((pair) => pair[1]);
}
