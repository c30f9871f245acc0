import type { OpenAPIObject } from '@nestjs/swagger';

type Part = Record<string, unknown>;

/** Keywords with one schema or a list of schemas, and keywords with schemas by name. */
const WITH_SCHEMAS = ['items', 'allOf', 'anyOf', 'oneOf', 'not', 'additionalProperties'];
const WITH_NAMED_SCHEMAS = ['properties'];

/**
 * JSON Schema 2020-12 knows `examples`, a list; the library writes the `example` of OpenAPI 3.0. That of a parameter
 * goes to the parameter, where Swagger UI takes the value to try.
 */
export function modernExamples({ paths, components = {} }: OpenAPIObject): void {
  Object.values(components.schemas ?? {}).forEach(modernise);
  visit(paths);
  visit(components.responses);
}

/** Finds the schemas of parameters, headers, bodies and answers. */
function visit(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const { schema, name } = part as Part;
  if (isPart(schema)) {
    if (typeof name === 'string' && 'example' in schema) {
      (part as Part).example ??= schema.example;
      Reflect.deleteProperty(schema, 'example');
    }
    modernise(schema);
  }
  for (const [key, inner] of Object.entries(part)) {
    if (key !== 'example' && key !== 'examples' && key !== 'schema') visit(inner);
  }
}

function modernise(schema: unknown): void {
  if (Array.isArray(schema)) {
    schema.forEach(modernise);
    return;
  }
  if (!isPart(schema)) return;
  if ('example' in schema) {
    schema.examples = [schema.example];
    Reflect.deleteProperty(schema, 'example');
  }
  WITH_SCHEMAS.forEach((keyword) => {
    modernise(schema[keyword]);
  });
  WITH_NAMED_SCHEMAS.forEach((keyword) => {
    Object.values(schema[keyword] ?? {}).forEach(modernise);
  });
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null;
}
