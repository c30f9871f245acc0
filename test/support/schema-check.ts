import type { OpenAPIObject } from '@nestjs/swagger';
import { type AnySchemaObject, Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const ROOT = 'api';

/** Checks values against schemas of an OpenAPI document. A property that a schema does not name is an error. */
export class SchemaCheck {
  private readonly ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    // A choice by its discriminator is also a `oneOf`, which is checked.
    keywords: ['components', 'discriminator'],
  });
  private readonly compiled = new Map<object, ValidateFunction>();

  constructor({ components }: Pick<OpenAPIObject, 'components'>) {
    formats.default(this.ajv);
    this.ajv.addSchema({ $id: ROOT, components: closed(components) });
  }

  problems(schema: object, value: unknown): string[] {
    const validate = this.compiled.get(schema) ?? this.ajv.compile(closed(schema) as AnySchemaObject);
    this.compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** A copy in which objects have only the named properties, and references lead to `ROOT`. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? `${ROOT}${value}` : closed(value),
    ]),
  );
  return 'properties' in copy && copy.type === 'object' ? { additionalProperties: false, ...copy } : copy;
}
