/** A part of a schema in the OpenAPI document. */
export type SchemaPart = Readonly<Record<string, unknown>>;

/**
 * Marks of a property's schema with further schemas, for what the service takes beyond what it answers. The OpenAPI
 * document has them where the property stands in a body of that kind, and nowhere else.
 */
export const ALSO_IN_JSON = 'x-also-in-json';
export const ALSO_IN_FORMS = 'x-also-in-forms';

/** The mark of a body's schema with what its rule about several fields says, as a schema. */
export const WHOLE_SCHEMA = 'x-whole';

/** The same for the schema of a form. */
export const WHOLE_FORM_SCHEMA = 'x-whole-form';

/** The mark of a body's schema that takes no other keys, with keys that it takes and ignores. */
export const CLOSED = 'x-closed';

/** The mark of an object's schema with its variants: each a schema of its own in the document. */
export const VARIANTS = 'x-variants';

/** What a variant says beyond the object: which fields it must have, and what it says of a field instead. */
export interface Variant {
  readonly description: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, SchemaPart>>;
}

export function inJson(condition: boolean | undefined, ...schemas: readonly SchemaPart[]): SchemaPart {
  return condition ? { [ALSO_IN_JSON]: schemas } : {};
}

export function inForms(condition: boolean | undefined, ...schemas: readonly SchemaPart[]): SchemaPart {
  return condition ? { [ALSO_IN_FORMS]: schemas } : {};
}

export function inBodies(condition: boolean | undefined, ...schemas: readonly SchemaPart[]): SchemaPart {
  return { ...inJson(condition, ...schemas), ...inForms(condition, ...schemas) };
}
