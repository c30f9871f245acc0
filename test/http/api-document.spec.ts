import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { apiDocument } from '../../src/api-document.js';
import { buildOpenApi } from '../../src/platform/openapi/index.js';
import { SchemaCheck } from '../support/schema-check.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000000040008000000000000001';
const PROBLEM = 'application/problem+json';
const RUN = 'course-v1:TestX+AA101+1T2023';

/** The parts of the document that these tests read. */
interface Schema {
  readonly format?: string;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}

interface Content {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, Content>>;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** Routes that need no database, but for the probes that tell of it. */
const WITHOUT_DATABASE = [
  'GET /livez/',
  'GET /metrics/',
  'GET /favicon.ico',
  'GET /credentials/assets/certificate.css',
  'GET /credentials/assets/favicon.svg',
  'GET /credentials/assets/fonts/{name}/',
  'GET /credentials/assets/theme.css',
];

describe('the OpenAPI document', () => {
  let test: TestApp;
  let document: OpenAPIObject;
  let operations: readonly (readonly [call: string, operation: Operation])[];

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    const { body } = await test.request.get('/api-docs/openapi.json').expect(200);
    document = body as OpenAPIObject;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    );
  });

  afterAll(() => test.close());

  function operation(call: string): Operation {
    const [, found] = operations.find(([name]) => name === call) ?? [];
    if (found === undefined) throw new Error(`There is no ${call}.`);
    return found;
  }

  function target<T extends { readonly $ref?: string }>(value: T): T {
    if (value.$ref === undefined) return value;
    const found = value.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((parent, name) => (parent as Record<string, unknown>)[name], document);
    if (found === undefined) throw new Error(`There is no ${value.$ref}.`);
    return target(found as T);
  }

  const examplesOf = ({ example, examples = {} }: Omit<Content, 'schema'>): readonly unknown[] => [
    ...(example === undefined ? [] : [example]),
    ...Object.values(examples).map(({ value }) => value),
  ];

  /** A list of errors has no id of the request in it. */
  const withIdOfExamples = (body: object) =>
    Array.isArray(body) ? body : { ...body, request_id: '0e000000-0000-4000-8000-000000000001' };

  const isFile = ({ schema }: Content) => schema.format === 'binary';

  /** Problem details repeat the error in JSON. Their properties have examples, and thousands of answers none. */
  const repeats = (place: string) => place.endsWith(` ${PROBLEM}`);

  /** All bodies and answers with content, each with a description of its place. */
  function contents(): (readonly [place: string, content: Content])[] {
    return operations.flatMap(([call, { requestBody, responses }]) => [
      ...Object.entries(requestBody?.content ?? {}).map(
        ([type, content]) => [`${call} body ${type}`, content] as const,
      ),
      ...Object.entries(responses).flatMap(([status, answer]) =>
        Object.entries(target(answer).content ?? {}).map(
          ([type, content]) => [`${call} ${status} ${type}`, content] as const,
        ),
      ),
    ]);
  }

  it('has words for every operation, who may call it, its parameters and its answers', () => {
    const missing = operations.flatMap(([call, { summary, description, parameters = [], responses }]) => [
      ...(summary ? [] : [`${call}: summary`]),
      ...(/\*\*Who may:\*\* \S/.test(description ?? '') ? [] : [`${call}: who may`]),
      ...parameters.filter((parameter) => !parameter.description).map(({ name }) => `${call}: ${name}`),
      ...Object.entries(responses)
        .filter(([, answer]) => !target(answer).description)
        .map(([status]) => `${call}: ${status}`),
    ]);
    expect(operations.length).toBeGreaterThan(60);
    expect(missing).toEqual([]);
  });

  it('has words for every property', () => {
    const schemas = Object.entries(document.components?.schemas ?? {}) as [string, Schema][];
    const missing = schemas.flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, { description }]) => !description)
        .map(([property]) => `${name}.${property}`),
    );
    expect(schemas.length).toBeGreaterThan(60);
    expect(missing).toEqual([]);
  });

  it('has an example for every body and every answer that is no file', () => {
    const missing = contents().filter(
      ([place, content]) => !isFile(content) && !repeats(place) && examplesOf(content).length === 0,
    );
    expect(missing.map(([place]) => place)).toEqual([]);
  });

  it('has no example that disagrees with its schema', () => {
    const schemas = new SchemaCheck(document);
    const wrong = contents().flatMap(([place, { schema, ...content }]) =>
      examplesOf(content).flatMap((example) =>
        schemas.problems(schema, example).map((problem) => `${place}: ${problem}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('is valid OpenAPI 3.1, in which null is a type', async () => {
    const { valid, errors } = await new Validator().validate({ ...document });
    expect([valid, errors]).toEqual([true, undefined]);
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('names 408, 413 and 415 for every method with which a body is read', () => {
    const without = operations.filter(
      ([call, { responses }]) =>
        !call.startsWith('GET ') && ['408', '413', '415'].some((status) => !(status in responses)),
    );
    expect(without.map(([call]) => call)).toEqual([]);
    expect(operation('GET /api/v2/credentials/').responses).not.toHaveProperty('413');
  });

  it('names 414 wherever there is a parameter in the path', () => {
    const named = operations.filter(([, { responses }]) => '414' in responses);
    const withOne = operations.filter(([, { parameters = [] }]) =>
      parameters.some((parameter) => parameter.in === 'path'),
    );
    expect(named.map(([call]) => call)).toEqual(withOne.map(([call]) => call));
    expect(named.length).toBeGreaterThan(0);
  });

  it('names the 415 of routes that use no body', async () => {
    const calls = operations
      .filter(([call, { requestBody }]) => !call.startsWith('GET ') && requestBody === undefined)
      .map(([call]) => call.split(' '));
    expect(calls.length).toBeGreaterThan(0);
    for (const [method = '', path = ''] of calls) {
      const address = path.replaceAll(/\{\w+\}/g, '0e000000-0000-4000-8000-00000000000a');
      const answer = await test.request[method === 'POST' ? 'post' : 'delete'](address)
        .set('Authorization', test.as('root'))
        .set('Content-Type', 'text/plain')
        .send('x');
      expect([method, path, answer.status]).toEqual([method, path, 415]);
    }
  });

  it('names 400 wherever there is a body or a parameter', () => {
    const without = operations.filter(
      ([, { requestBody, parameters = [], responses }]) =>
        (requestBody !== undefined || parameters.length > 0) && !('400' in responses),
    );
    expect(without.map(([call]) => call)).toEqual([]);
  });

  it('names 503 with Retry-After wherever the database is needed', () => {
    const without = operations.filter(([, { responses }]) => {
      const answer = responses['503'];
      return answer === undefined || target(answer).headers?.['Retry-After'] === undefined;
    });
    expect(without.map(([call]) => call).sort()).toEqual([...WITHOUT_DATABASE].sort());
    // Pages for people, and one route that answers both page and JSON.
    const page = operation('GET /credentials/{id}/').responses['503']?.content;
    expect(Object.keys(page ?? {}).sort()).toEqual(['application/json', PROBLEM, 'text/html']);
    const example = operation('GET /credentials/{id}/certificate.pdf').responses['503']?.content;
    expect(Object.keys(example ?? {}).sort()).toEqual(['application/json', PROBLEM, 'text/html']);
  });

  it('names 429 with Retry-After on what is throttled', () => {
    const throttled = operations.filter(([, { responses }]) => responses['429']?.headers?.['Retry-After']);
    expect(throttled.map(([call]) => call).sort()).toEqual(
      [
        'DELETE /api/v2/credentials/{uuid}/',
        'DELETE /records/programs/{hex}/share/',
        'GET /api/v1/credentials/',
        'GET /api/v2/credentials/',
        'GET /api/v2/credentials/export/',
        'GET /api/v2/credentials/{uuid}/',
        'GET /api/v2/credentials/{uuid}/history/',
        'PATCH /api/v2/credentials/{uuid}/',
        'PATCH /api/v2/grades/{id}/',
        'POST /api/v2/credentials/',
        'POST /api/v2/credentials/bulk/',
        'POST /api/v2/credentials/bulk/revoke/',
        'POST /api/v2/grades/',
        'POST /records/programs/{hex}/send/',
        'POST /records/programs/{hex}/share/',
        'PUT /api/v2/credentials/{uuid}/',
        'PUT /api/v2/grades/{id}/',
      ].sort(),
    );
  });

  it.each(['POST /records/programs/{hex}/share/', 'POST /records/programs/{hex}/send/'])(
    'names the refusals of %s as they are answered',
    async (call) => {
      const { responses } = operation(call);
      const path = call.slice('POST '.length).replace('{hex}', PROGRAM);
      for (const [status, caller, username] of [
        [403, 'stranger', 'alice'],
        [404, 'root', 'nobody_at_all'],
      ] as const) {
        const { body } = await test.request
          .post(path)
          .set('Authorization', test.as(caller))
          .send({ username, pathway_id: 1 })
          .expect(status);
        const documented = target(responses[status] ?? {}).content?.['application/json'];
        expect(documented && examplesOf(documented)).toContainEqual(withIdOfExamples(body));
      }
    },
  );

  it('names the errors of a bulk as they are answered', async () => {
    const call = 'POST /api/credentials/v1/bulk_learner_cert_status/';
    const content = operation(call).responses['400']?.content?.['application/json'];
    const good = { username: 'alice', course_runs: [RUN] };
    for (const wrong of [[good, {}], {}]) {
      const { body } = await test.request
        .post(call.slice('POST '.length))
        .set('Authorization', test.as('root'))
        .send(wrong)
        .expect(400);
      expect(content && examplesOf(content)).toContainEqual(withIdOfExamples(body));
    }
  });

  it('lists forms where they are taken', async () => {
    const form = 'application/x-www-form-urlencoded';
    const taking = operations.filter(([, { requestBody }]) => requestBody?.content[form]);
    expect(taking.map(([call]) => call).sort()).toEqual(
      [
        'DELETE /api/v2/credentials/{uuid}/',
        'DELETE /records/programs/{hex}/share/',
        'PATCH /api/v2/course_certificates/{course_id}/',
        'PATCH /api/v2/credentials/{uuid}/',
        'PATCH /api/v2/grades/{id}/',
        'POST /api/credentials/v1/learner_cert_status/',
        'POST /api/v2/course_certificates/',
        'POST /api/v2/grades/',
        'POST /records/programs/{hex}/send/',
        'POST /records/programs/{hex}/share/',
        'PUT /api/v2/course_certificates/{course_id}/',
        'PUT /api/v2/credentials/{uuid}/',
        'PUT /api/v2/grades/{id}/',
      ].sort(),
    );
    for (const [call, { requestBody }] of taking) {
      const [method = '', path = ''] = call
        .replace('{hex}', PROGRAM)
        .replace('{course_id}', RUN.replaceAll('+', '%2B'))
        .replace(/\{\w+\}/, '1')
        .split(' ');
      const [example] = examplesOf(requestBody!.content[form]!) as Record<string, unknown>[];
      const pairs = Object.entries(example!).flatMap(([name, value]) =>
        [value]
          .flat()
          .map((item): [string, string] => [
            name,
            String(item).replace('course-v1:RiversideX+STAT1+2026', RUN),
          ]),
      );
      const { status, body } = await test.request[method.toLowerCase() as 'post'](path)
        .set('Authorization', test.as('root'))
        .type('form')
        .send(new URLSearchParams(pairs).toString());
      // The world lacks some things of the examples. Their routes answer 404 after they have taken the body.
      expect([call, status, body]).not.toEqual([call, 400, body]);
      expect([200, 201, 204, 404]).toContain(status);
    }
  });

  it('is the one that the routes make', () => {
    expect(buildOpenApi(test.app, apiDocument)).toEqual(document);
  });

  it('names the root as its server', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
  });

  it('names the path of PUBLIC_URL as its server, for Try it out behind a proxy', async () => {
    const behind = await createTestApp({ env: { PUBLIC_URL: 'https://x.example.org/base/' } });
    try {
      const { body } = await behind.request.get('/api-docs/openapi.json').expect(200);
      expect((body as OpenAPIObject).servers).toEqual([{ url: '/base' }]);
    } finally {
      await behind.close();
    }
  });
});
