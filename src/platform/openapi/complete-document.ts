import type { OpenAPIObject } from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';
import { ANY_TEXT, STRICT } from '../validation/index.js';
import { describeError, describeErrors } from './describe-errors.js';
import { ERROR_BODY, ERROR_SCHEMAS, WRONG_INPUT } from './error-schemas.js';
import { exampleOf, resolve } from './example-of.js';
import { completeInputs, needsBody, takeForms } from './inputs.js';
import { modernExamples } from './schema-examples.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type RequestBody = Exclude<Operation['requestBody'], { $ref: string } | undefined>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Answer = Exclude<NonNullable<Operation['responses'][string]>, { $ref: string }>;
type Content = NonNullable<Answer['content']>[string];

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
/** Methods with which the service reads a body, even where the route uses none. */
const WITH_BODY: readonly string[] = ['put', 'post', 'delete', 'patch'];

const JSON_TYPE = 'application/json';

/** Set by `AnswersWithoutDatabase` in platform/http. */
export const WITHOUT_DATABASE = 'x-without-database';

/** Set by `AnswersErrorPages` in platform/http. */
export const ERROR_PAGES = 'x-error-pages';

/** The words of each status, for routes without an example of their own. */
const DETAILS: Readonly<Record<string, string>> = {
  400: ErrorWords.nullCharacters,
  401: ErrorWords.notAuthenticated,
  403: ErrorWords.permissionDenied,
  404: ErrorWords.notFound,
  408: ErrorWords.tooSlow,
  409: ErrorWords.keyInUse,
  412: ErrorWords.preconditionFailed,
  413: ErrorWords.tooLarge,
  414: ErrorWords.addressTooLong,
  415: ErrorWords.unsupportedMediaType,
  422: ErrorWords.keyReused,
  429: ErrorWords.throttled(42),
};

/** Describes `REPEAT_SOON` of platform/errors, which every 503 has. */
export const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer', example: 1 } },
} as const;

const UNAVAILABLE = {
  description: 'The database cannot be used now; a repeat may do.',
  headers: RETRY_AFTER,
  content: {
    [JSON_TYPE]: {
      schema: ERROR_BODY,
      examples: {
        busy: {
          summary: 'Too many want the same',
          value: { detail: ErrorWords.databaseBusy },
        },
        unreachable: {
          summary: 'It does not answer',
          value: { detail: ErrorWords.databaseUnreachable, code: 'database_unreachable' },
        },
      },
    },
  },
} satisfies Answer;

/** Answers that many operations refer to. Each document has the same objects, so they are described once, below. */
const SHARED = {
  Malformed: {
    description:
      'The address or a header holds what none may: a null character, a broken escape, an `If-Match` that is none. A list of messages names the parameter where one is meant.',
    content: {
      [JSON_TYPE]: {
        schema: WRONG_INPUT,
        example: { uuid: [ErrorWords.nullCharacters] },
      },
    },
  },
  TooSlow: errorAnswer(408, 'The request did not arrive in time.'),
  KeyInUse: errorAnswer(409, 'A request with the same key is in progress, or its answer is lost.'),
  KeyReused: errorAnswer(422, 'The `Idempotency-Key` belongs to another request.'),
  TooLarge: errorAnswer(
    413,
    'The body is larger than the route takes: 100 KiB where its description says nothing else.',
  ),
  AddressTooLong: errorAnswer(414, 'A part of the path is longer than 512 characters.'),
  UnsupportedMediaType: errorAnswer(415, 'The body is of a media type that the route does not take.'),
  Unavailable: UNAVAILABLE,
} as const;

const STATUS_OF = {
  Malformed: 400,
  TooSlow: 408,
  KeyInUse: 409,
  KeyReused: 422,
  TooLarge: 413,
  AddressTooLong: 414,
  UnsupportedMediaType: 415,
  Unavailable: 503,
} as const satisfies Record<keyof typeof SHARED, number>;

Object.entries(SHARED).forEach(([name, answer]) => {
  describeError(STATUS_OF[name as keyof typeof SHARED], answer);
});

function errorAnswer(status: number, description: string): Answer {
  return {
    description,
    content: { [JSON_TYPE]: { schema: ERROR_BODY, example: { detail: DETAILS[status] } } },
  };
}

function shared(name: keyof typeof SHARED): { $ref: string } {
  return { $ref: `#/components/responses/${name}` };
}

/** Adds to each operation what follows from its other decorators, so that no route repeats it. */
export function completeDocument(document: OpenAPIObject, jsonOnlyBelow: string): void {
  const schemas = { ...document.components?.schemas, ...ERROR_SCHEMAS };
  document.components = { ...document.components, schemas, responses: SHARED };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      takeStrict(operation, method);
      completeOperation(operation, schemas, !path.startsWith(jsonOnlyBelow));
      takeKey(operation, method);
      addRefusals(operation, method);
      describeErrors(operation);
      addErrorPages(operation);
    }
  }
  completeInputs(document.paths, schemas);
  modernExamples(document);
}

/** Machines that read with parameters may have unknown ones refused: `examineParameters` of platform/validation. */
function takeStrict(operation: Operation, method: string): void {
  const { parameters = [] } = operation;
  const hasQuery = parameters.some((parameter) => 'in' in parameter && parameter.in === 'query');
  if (method !== 'get' || !hasQuery || Reflect.has(operation, ERROR_PAGES)) return;
  parameters.push({
    name: STRICT,
    in: 'query',
    required: false,
    description:
      '`true`: unknown parameters are a 400 that names them. With another value and without it they are ignored, and named in the header `X-Ignored-Parameters`.',
    // Any text, also one that no other parameter takes.
    schema: { type: 'string', pattern: '^' },
    example: 'true',
  });
}

/** Changes by a caller who is known may be repeated with a key: see docs/idempotency.md. */
function takeKey(operation: Operation, method: string): void {
  if (!['post', 'patch', 'delete'].includes(method) || operation.security?.length === 0) return;
  (operation.parameters ??= []).push({
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Drawn by the caller for this request. Repeated within 24 hours, the request is not carried out again: the answer is the first one, with `Idempotency-Replayed: true`.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  });
  operation.responses['409'] ??= shared('KeyInUse');
  operation.responses['422'] ??= shared('KeyReused');
}

function completeOperation(operation: Operation, schemas: Schemas, mayTakeForms: boolean): void {
  // Without this a public operation would seem to say nothing.
  operation.security ??= [];
  sayWhoMay(operation);
  const body = operation.requestBody as RequestBody | undefined;
  if (body !== undefined) {
    body.required = needsBody(body, schemas);
    if (mayTakeForms) takeForms(body, schemas);
    Object.values(body.content).forEach((content) => {
      addExample(content, schemas);
    });
  }
  operation.parameters?.forEach(describeTexts);
  answerUnavailable(operation);
  addExamples(operation, body, schemas);
}

/** What the service answers before it reaches the handler. */
function addRefusals({ responses, parameters = [] }: Operation, method: string): void {
  if (WITH_BODY.includes(method)) {
    responses['408'] ??= shared('TooSlow');
    responses['413'] ??= shared('TooLarge');
    responses['415'] ??= shared('UnsupportedMediaType');
  }
  if (parameters.length > 0) responses['400'] ??= shared('Malformed');
  if (parameters.some((parameter) => 'in' in parameter && parameter.in === 'path'))
    responses['414'] ??= shared('AddressTooLong');
}

/** People get the same errors as pages. */
function addErrorPages(operation: Operation): void {
  if (!Reflect.has(operation, ERROR_PAGES)) return;
  Reflect.deleteProperty(operation, ERROR_PAGES);
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (Number(status) < 400 || answer === undefined) continue;
    const known = '$ref' in answer ? sharedAnswer(answer.$ref) : answer;
    operation.responses[status] = {
      ...known,
      content: { ...known.content, 'text/html': known.content?.['text/html'] ?? PAGE },
    };
  }
}

const PAGE: Content = {
  schema: { type: 'string' },
  example: '<!doctype html>\n<html lang="en" dir="ltr">\n…',
};

function sharedAnswer(reference: string): Answer {
  return SHARED[reference.split('/').at(-1) as keyof typeof SHARED];
}

/** The extension is for machines; Swagger UI shows the description. */
function sayWhoMay(operation: Operation): void {
  const rule = (operation as { 'x-permission'?: string })['x-permission'];
  if (rule === undefined) return;
  const words = /^[\w.]+_\w+$/.test(rule) ? `\`${rule}\`` : rule;
  operation.description = [operation.description, `**Who may:** ${words}.`].filter(Boolean).join('\n\n');
}

/** A parameter is any text that the database can hold, where it says nothing else. */
function describeTexts(parameter: Parameter): void {
  if (!('schema' in parameter) || parameter.schema === undefined || '$ref' in parameter.schema) return;
  const { schema } = parameter;
  const saysMore = schema.enum !== undefined || schema.anyOf !== undefined;
  if (schema.type === 'string' && !saysMore) schema.pattern ??= ANY_TEXT;
}

function answerUnavailable(operation: Operation): void {
  // Readers of the document see the missing 503; the mark is internal.
  if (Reflect.has(operation, WITHOUT_DATABASE)) {
    Reflect.deleteProperty(operation, WITHOUT_DATABASE);
    return;
  }
  const own = operation.responses['503'] as Answer | undefined;
  operation.responses['503'] =
    own === undefined
      ? shared('Unavailable')
      : {
          description: `${own.description}\n\n${UNAVAILABLE.description}`,
          headers: { ...UNAVAILABLE.headers, ...own.headers },
          content: { ...own.content, ...UNAVAILABLE.content },
        };
}

function addExamples(operation: Operation, body: RequestBody | undefined, schemas: Schemas): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    const content =
      response !== undefined && 'content' in response ? response.content?.[JSON_TYPE] : undefined;
    if (content === undefined || hasExample(content)) continue;
    const detail = DETAILS[status];
    if (status === '400') content.example = wrongInput(body, schemas);
    else if (detail !== undefined && isErrorBody(content)) content.example = { detail };
    else addExample(content, schemas);
  }
}

/** Messages for a body without its first required field, or else with null in its first field. */
function wrongInput(body: RequestBody | undefined, schemas: Schemas): unknown {
  const schema = body?.content[JSON_TYPE]?.schema;
  const { required = [], properties = {} } = schema === undefined ? {} : resolve(schema, schemas);
  const [needed] = required;
  if (needed !== undefined) return { [needed]: ['This field is required.'] };
  const [any] = Object.keys(properties);
  return any === undefined ? { detail: DETAILS[400] } : { [any]: ['This field may not be null.'] };
}

function addExample(content: Content, schemas: Schemas): void {
  if (hasExample(content) || content.schema === undefined) return;
  const example = exampleOf(content.schema, schemas);
  if (example !== undefined) content.example = example;
}

function hasExample({ example, examples }: Content): boolean {
  return example !== undefined || examples !== undefined;
}

function isErrorBody({ schema }: Content): boolean {
  return schema !== undefined && '$ref' in schema && schema.$ref === ERROR_BODY.$ref;
}
