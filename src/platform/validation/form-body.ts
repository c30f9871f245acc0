type Pair = readonly [name: string, value: string];

/** Key of the sent pairs on the form itself: a map by form would give the garbage collector more work. */
const PAIRS = Symbol('pairs');

interface Form {
  readonly [PAIRS]?: readonly Pair[];
}

/** A form as a body. A field is its last value, as in Django; `formValues` has all, for list fields. */
export function formBody(pairs: readonly Pair[]): Record<string, string> {
  return Object.assign(Object.fromEntries(pairs), { [PAIRS]: pairs });
}

export function isForm(body: object): boolean {
  return (body as Form)[PAIRS] !== undefined;
}

/** All values of a form's field; undefined for a body that is not a form. */
export function formValues(body: object, name: string): string[] | undefined {
  return (body as Form)[PAIRS]?.filter((pair) => pair[0] === name).map((pair) => pair[1]);
}

/** An empty body that is a form if the given one is, with the same pairs. */
export function keepPairs(body: object): Record<string, unknown> {
  const { [PAIRS]: pairs } = body as Form;
  return pairs === undefined ? {} : Object.assign({}, { [PAIRS]: pairs });
}
