import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createDemoApp, type DemoApp } from '../support/demo-app.js';

/** What is not 2xx or 3xx after the demo, with the reason. */
const REASONS: Readonly<Record<string, number>> = {
  // The installation has no stylesheet of its own.
  'GET /credentials/assets/theme.css': 404,
};

/** Media types whose bodies an example cannot hold. */
const BINARY = ['image/png', 'image/jpeg'];

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly example?: string | number;
}

interface Content {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}

interface Trial {
  readonly call: string;
  readonly operation: Operation;
  readonly type?: string;
  readonly body?: unknown;
}

const document = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as OpenAPIObject;

/** One for each example of a body, and one for each operation without a body. */
const trials = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).flatMap(([method, operation]): Trial[] => {
    const call = `${method.toUpperCase()} ${path}`;
    const contents = Object.entries(operation.requestBody?.content ?? {}).filter(
      ([type]) => !BINARY.includes(type),
    );
    if (contents.length === 0) return [{ call, operation }];
    return contents.flatMap(([type, { example, examples = {} }]) =>
      [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)].map(
        (body) => ({ call, operation, type, body }),
      ),
    );
  }),
);

function textOf(type: string, body: unknown): string {
  if (type === 'application/json') return JSON.stringify(body);
  if (typeof body === 'string') return body;
  const pairs = Object.entries(body as Record<string, unknown>).flatMap(([name, value]) =>
    [value].flat().map((item): [string, string] => [name, String(item)]),
  );
  return new URLSearchParams(pairs).toString();
}

describe('the examples of the API document after cli demo', () => {
  let demo: DemoApp;

  beforeAll(async () => {
    demo = await createDemoApp();
  }, 120_000);

  afterAll(() => demo.close());

  function send({ call, operation, type, body }: Trial): Promise<Response> {
    const [method = '', template = ''] = call.split(' ');
    const given = (operation.parameters ?? []).filter(({ example }) => example !== undefined);
    const of = (place: Parameter['in']) =>
      given.filter((each) => each.in === place).map(({ name, example }) => [name, String(example)] as const);
    const path = of('path').reduce(
      (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
      template,
    );
    const query = new URLSearchParams(Object.fromEntries(of('query'))).toString();
    return fetch(`${demo.test.base}${path}${query === '' ? '' : `?${query}`}`, {
      method,
      headers: {
        authorization: `JWT ${demo.token}`,
        ...Object.fromEntries(of('header')),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      body: type === undefined ? null : textOf(type, body),
      redirect: 'manual',
    });
  }

  async function problemOf(trial: Trial): Promise<string | undefined> {
    const response = await send(trial);
    const text = await response.text();
    const isFine = response.status >= 200 && response.status < 400;
    if (isFine || response.status === REASONS[trial.call]) return undefined;
    return `${trial.call} ${trial.type ?? ''} ${JSON.stringify(trial.body)}: ${response.status} ${text}`;
  }

  it('name every required parameter', () => {
    const missing = trials.flatMap(({ call, operation }) =>
      (operation.parameters ?? [])
        .filter(({ required, example }) => required && example === undefined)
        .map(({ name }) => `${call}: ${name}`),
    );
    expect(trials.length).toBeGreaterThan(70);
    expect(missing).toEqual([]);
  });

  it('run as they stand with the printed token, one after the other', async () => {
    const problems: string[] = [];
    for (const trial of trials) {
      const problem = await problemOf(trial);
      if (problem !== undefined) problems.push(problem);
    }
    expect(problems).toEqual([]);
  }, 120_000);

  it('read something where there is something to read', async () => {
    for (const call of [
      'GET /api/v2/credentials/',
      'GET /api/v1/credentials/',
      'GET /api/v2/credit_pathways/notifications/',
      'GET /api/v2/admin/completion_mails/',
    ]) {
      const { count } = (await (await send(trials.find((trial) => trial.call === call)!)).json()) as {
        count: number;
      };
      expect([call, count > 0]).toEqual([call, true]);
    }
  });
});
