type Pair = readonly [name: string, value: string];

/** What was sent as each form; a field that was sent several times is there several times. */
const FORMS = new WeakMap<object, readonly Pair[]>();

/**
 * A form as a body like that of JSON. A field is its last value, as the existing service reads it; a field of a list
 * asks `formValues` for all of them.
 */
export function formBody(pairs: readonly Pair[]): Record<string, string> {
  const body: Record<string, string> = Object.fromEntries(pairs);
  FORMS.set(body, pairs);
  return body;
}

export function isForm(body: object): boolean {
  return FORMS.has(body);
}

/** All values of a form's field; undefined for a body that is no form. */
export function formValues(body: object, name: string): string[] | undefined {
  return FORMS.get(body)
    ?.filter((pair) => pair[0] === name)
    .map((pair) => pair[1]);
}
