import { readFileSync } from 'node:fs';
import { afterAll, afterEach } from '@jest/globals';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { watchOutput } from './canaries/index.js';
import { SchemaCheck } from './schema-check.js';

/** An answer to a request that has a route. */
export interface Answer {
  readonly method: string;
  /** The route's pattern, such as `/api/v2/grades/:id`. */
  readonly route: string;
  readonly status: number;
  readonly contentType: string;
  /** undefined: a stream, which is not looked at. */
  readonly body: string | undefined;
}

interface DocumentedAnswer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

type Operation = { readonly responses: Readonly<Record<string, DocumentedAnswer>> };

const JSON_TYPES = ['application/json', 'application/problem+json'];

/** Answers that the document leaves out, with the reason. */
const UNDOCUMENTED: readonly ((answer: Answer) => boolean)[] = [
  // The documentation does not describe itself.
  ({ route }) => route.startsWith('/api-docs'),
  // A fault: no operation promises it, and the tests that provoke one assert this status.
  ({ status }) => status === 500,
  // A method that the path does not have. A literal path beside a parameter has the parameter's route.
  ({ status }) => status === 405,
  // CORS gives every path an OPTIONS.
  ({ method }) => method === 'OPTIONS',
];

/** The API document that answers are checked against, as clients read it. */
export class AnswerCheck {
  private readonly schemas: SchemaCheck;

  constructor(private readonly document: OpenAPIObject) {
    this.schemas = new SchemaCheck(document);
  }

  problems(answer: Answer): string[] {
    if (UNDOCUMENTED.some((matches) => matches(answer))) return [];
    return this.differences(answer).map(
      (problem) => `${answer.method} ${answer.route} ${answer.status}: ${problem}`,
    );
  }

  private differences({ method, route, status, contentType, body }: Answer): string[] {
    const path = route.replace(/:(\w+)/g, '{$1}');
    const item = (this.document.paths[path] ?? this.document.paths[`${path}/`] ?? {}) as Record<
      string,
      Operation
    >;
    // HEAD is GET without the body.
    const operation = item[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (operation === undefined) return ['the document has no such operation'];
    const answer = this.resolved(operation.responses[status]);
    if (answer === undefined) return [`the document has no such status (${body ?? ''})`];
    if (body === '' && (method === 'HEAD' || answer.content === undefined)) return [];
    const mediaType = contentType.split(';', 1)[0]!;
    const content = answer.content?.[mediaType];
    if (content === undefined) return [`the document has no ${mediaType}`];
    if (!JSON_TYPES.includes(mediaType) || body === undefined) return [];
    if (body === '') return ['the body is empty'];
    return this.schemas.problems(content.schema, JSON.parse(body));
  }

  private resolved(answer: DocumentedAnswer | undefined): DocumentedAnswer | undefined {
    if (answer?.$ref === undefined) return answer;
    return this.document.components?.responses?.[answer.$ref.split('/').at(-1)!] as DocumentedAnswer;
  }
}

const problems = new Set<string>();
let check: AnswerCheck | undefined;

/** Checks each answer of the test application on its way out, for every client. */
@Module({})
export class AnswerCheckModule implements OnModuleInit {
  constructor(private readonly adapterHost: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const file = new URL('../../openapi.json', import.meta.url);
    check ??= new AnswerCheck(JSON.parse(readFileSync(file, 'utf8')) as OpenAPIObject);
    this.adapterHost.httpAdapter
      .getInstance()
      .addHook('onSend', ({ method, routeOptions }, reply, payload: unknown, done) => {
        const { url: route } = routeOptions;
        if (route !== undefined) {
          const contentType = String(reply.getHeader('content-type') ?? '');
          const body = textOf(payload);
          const found = check!.problems({ method, route, status: reply.statusCode, contentType, body });
          found.forEach((problem) => problems.add(problem));
          if (reply.statusCode >= 500) watchOutput({ from: 'answer of an error', text: body ?? '' });
        }
        done(null, payload);
      });
  }
}

function textOf(payload: unknown): string | undefined {
  if (payload === undefined || payload === null) return '';
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : undefined;
}

/** Fails the test in which an answer was not as documented. */
function failOnProblems(): void {
  const found = [...problems];
  problems.clear();
  if (found.length === 0) return;
  throw new Error(`Answers differ from openapi.json (npm run openapi writes it):\n${found.join('\n')}`);
}

afterEach(failOnProblems);
afterAll(failOnProblems);
