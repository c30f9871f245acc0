import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: unknown;
}

type Content = { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };
type Operation = { readonly requestBody?: Content; readonly responses: Readonly<Record<string, Content>> };

const { paths, components } = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const JSON_TYPE = 'application/json';

/** The operations below the administration that take JSON. */
const OPERATIONS = Object.entries(paths)
  .filter(([path]) => path.startsWith('/api/v2/admin/'))
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method} ${path}`,
      operation,
      isRead: method === 'put' && 'get' in item,
    })),
  )
  .flatMap(({ name, isRead, operation: { requestBody, responses } }) => {
    const body = requestBody?.content?.[JSON_TYPE]?.schema;
    return body === undefined
      ? []
      : [{ name, isRead, body, answer: responses['200']?.content?.[JSON_TYPE]?.schema }];
  });

function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (components.schemas[schema.$ref.split('/').at(-1)!] ?? {});
}

/** The objects in a schema, itself included. */
function objectsIn(schema: Schema): Schema[] {
  const { properties, items, allOf = [] } = resolved(schema);
  const parts = [...Object.values(properties ?? {}), ...(items ? [items] : []), ...allOf];
  return [...(properties ? [resolved(schema)] : []), ...parts.flatMap(objectsIn)];
}

describe('the bodies of the administration', () => {
  it('are there', () => {
    expect(OPERATIONS.length).toBeGreaterThan(8);
  });

  it.each(OPERATIONS)('refuse unknown keys in each object: $name', ({ body }) => {
    const open = objectsIn(body).filter(({ additionalProperties }) => additionalProperties !== false);
    expect(open.map(({ properties }) => Object.keys(properties ?? {}))).toEqual([]);
  });

  it.each(OPERATIONS.filter(({ isRead }) => isRead))(
    'take back what was read, with the keys that only answers have: $name',
    ({ body, answer }) => {
      const taken = Object.keys(resolved(body).properties ?? {});
      const read = Object.keys(answer === undefined ? {} : (resolved(answer).properties ?? {}));
      expect(taken).toEqual(expect.arrayContaining(read));
    },
  );
});
