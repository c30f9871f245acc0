import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type Schema = Schemas[string];
type Inline = Extract<Schema, { type?: unknown }>;

const PREFIX = '#/components/schemas/';

/** The schema itself, or the one that it refers to. */
export function resolve(schema: Schema, schemas: Schemas): Inline {
  if (!('$ref' in schema)) return schema;
  const target = schemas[schema.$ref.slice(PREFIX.length)];
  if (target === undefined) throw new Error(`The OpenAPI document has no schema ${schema.$ref}.`);
  return resolve(target, schemas);
}

/** Builds a value from the examples of its parts, so that it cannot disagree with the schema. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const { enum: choices, oneOf, anyOf, allOf, items, properties, ...rest } = resolve(schema, schemas);
  const { example } = rest as { readonly example?: unknown };
  if (example !== undefined) return example;
  if (choices !== undefined) return choices[0];
  const [first] = allOf ?? anyOf ?? oneOf ?? [];
  if (first !== undefined) return exampleOf(first, schemas);
  if (items !== undefined) return [exampleOf(items, schemas)];
  if (properties === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, exampleOf(property, schemas)]),
  );
}
