import type { OpenAPIObject } from '@nestjs/swagger';
import {
  ALSO_IN_FORMS,
  ALSO_IN_JSON,
  CLOSED,
  type SchemaPart,
  type Variant,
  VARIANTS,
  WHOLE_FORM_SCHEMA,
  WHOLE_SCHEMA,
} from '../validation/index.js';
import { resolve, type Schema } from './example-of.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type RequestBody = Exclude<Operation['requestBody'], { $ref: string } | undefined>;
type Marked = Record<string, unknown> & { properties?: Record<string, Marked> };

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const REFERENCE = '#/components/schemas/';

/** Whether a request without a body lacks something. */
export function needsBody({ content }: RequestBody, schemas: Schemas): boolean {
  const schema = content[JSON_TYPE]?.schema;
  if (schema === undefined) return true;
  const { type, required = [], ...rest } = resolve(schema, schemas);
  return type !== 'object' || required.length > 0 || WHOLE_SCHEMA in rest;
}

/** A form has names, each with one or more values, so it cannot carry objects. */
export function takeForms(body: RequestBody, schemas: Schemas): void {
  const { [JSON_TYPE]: json } = body.content;
  if (json?.schema === undefined || !('$ref' in json.schema)) return;
  const { properties } = resolve(json.schema, schemas);
  if (properties === undefined) return;
  if (!Object.values(properties).every((property) => isPlain(property, schemas))) return;
  const name = `${json.schema.$ref.slice(REFERENCE.length)}Form`;
  schemas[name] ??= formOf(resolve(json.schema, schemas) as Marked) as Schema;
  body.content[FORM_TYPE] = { ...json, schema: { $ref: `${REFERENCE}${name}` } };
}

function isPlain(property: Schema, schemas: Schemas): boolean {
  const { type, items, allOf, anyOf, oneOf } = resolve(property, schemas);
  if ((allOf ?? anyOf ?? oneOf) !== undefined || type === 'object') return false;
  return items === undefined || isPlain(items, schemas);
}

/** The same schema without null, which a form cannot say, and with the texts that stand for other values. */
function formOf({ properties = {}, ...schema }: Marked): Marked {
  return {
    ...schema,
    [WHOLE_SCHEMA]: schema[WHOLE_FORM_SCHEMA],
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        withAlternatives(withoutNull(property), ALSO_IN_FORMS),
      ]),
    ),
  };
}

/** An empty list says nothing in a form either. */
function withoutNull({ type, ...property }: Marked): Marked {
  const types = Array.isArray(type) ? type.filter((name) => name !== 'null') : [type];
  const more = types[0] === 'array' ? { minItems: 1 } : {};
  return { type: types.length === 1 ? types[0] : types, ...more, ...property };
}

/** Once all operations have their bodies: gives the schemas of bodies what only bodies take, and removes the marks. */
export function completeInputs(paths: OpenAPIObject['paths'], schemas: Schemas): void {
  const inputs = new Set<string>();
  const bodies = Object.values(paths).flatMap((item) =>
    Object.values(item as Record<string, Operation>).map(({ requestBody }) => requestBody),
  );
  collectReferences(bodies, schemas, inputs);
  for (const [name, schema] of Object.entries(schemas) as [string, Marked][]) {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const isMarked = ALSO_IN_JSON in property || ALSO_IN_FORMS in property;
      if (!isMarked) continue;
      schema.properties![key] = inputs.has(name)
        ? withAlternatives(property, ALSO_IN_JSON)
        : withoutMarks(property);
    }
    const { [WHOLE_SCHEMA]: whole } = schema;
    Reflect.deleteProperty(schema, WHOLE_SCHEMA);
    Reflect.deleteProperty(schema, WHOLE_FORM_SCHEMA);
    Object.assign(schema, whole);
    if (CLOSED in schema) close(schema, inputs.has(name));
    if (VARIANTS in schema) separate(name, schema, schemas);
  }
}

/** Says of a body that it takes no other keys, and which it ignores. Answers that extend it have these of their own. */
function close(schema: Marked, isInput: boolean): void {
  const { [CLOSED]: ignored } = schema;
  Reflect.deleteProperty(schema, CLOSED);
  if (!isInput) return;
  schema.additionalProperties = false;
  for (const key of ignored as readonly string[]) {
    schema.properties![key] ??= { readOnly: true, description: 'As in the answer; it is ignored.' };
  }
}

/** Makes each variant a schema of its own, and the schema the choice between them. */
function separate(name: string, schema: Marked, schemas: Schemas): void {
  const { [VARIANTS]: variants, properties = {}, description } = schema;
  const named = Object.entries(variants as Readonly<Record<string, Variant>>);
  for (const [variantName, { properties: own, required, description: words }] of named) {
    const changed = Object.entries(own).map(([key, part]): [string, Marked] => [
      key,
      { description: properties[key]?.description, ...part },
    ]);
    schemas[variantName] = {
      type: 'object',
      description: words,
      required: [...required],
      properties: { ...properties, ...Object.fromEntries(changed) },
    };
  }
  const oneOf = named.map(([variantName]) => ({ $ref: `${REFERENCE}${variantName}` }));
  schemas[name] = { ...(description === undefined ? {} : { description }), oneOf } as Schema;
}

/** Adds the names of all schemas that a part of the document refers to. */
function collectReferences(part: unknown, schemas: Schemas, names: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  const { $ref } = part as { $ref?: string };
  if ($ref === undefined) {
    Object.values(part).forEach((inner) => {
      collectReferences(inner, schemas, names);
    });
    return;
  }
  const name = $ref.slice(REFERENCE.length);
  if (names.has(name)) return;
  names.add(name);
  collectReferences(schemas[name], schemas, names);
}

function withAlternatives(property: Marked, mark: string): Marked {
  const also = (property[mark] ?? []) as readonly SchemaPart[];
  const { description, example, ...schema } = withoutMarks(property);
  if (also.length === 0) return { ...schema, description, ...(example === undefined ? {} : { example }) };
  return { description, ...(example === undefined ? {} : { example }), anyOf: [schema, ...also] };
}

function withoutMarks(property: Marked): Marked {
  const { [ALSO_IN_JSON]: _json, [ALSO_IN_FORMS]: _forms, ...rest } = property;
  return rest;
}
