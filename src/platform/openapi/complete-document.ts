import type { OpenAPIObject } from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';
import { exampleOf, resolve, type Schema } from './example-of.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type RequestBody = Exclude<Operation['requestBody'], { $ref: string } | undefined>;
type Answer = Exclude<NonNullable<Operation['responses'][string]>, { $ref: string }>;
type Content = NonNullable<Answer['content']>[string];

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Set by `AnswersWithoutDatabase` in platform/http. */
export const WITHOUT_DATABASE = 'x-without-database';

const ERROR_ANSWER: Schema = { $ref: '#/components/schemas/ErrorBody' };

/** The words of each status, for routes without an example of their own. */
const DETAILS: Readonly<Record<string, string>> = {
  400: ErrorWords.nullCharacters,
  401: ErrorWords.notAuthenticated,
  403: ErrorWords.permissionDenied,
  404: ErrorWords.notFound,
  412: ErrorWords.preconditionFailed,
  413: ErrorWords.tooLarge,
  415: ErrorWords.unsupportedMediaType,
  429: ErrorWords.throttled(42),
};

const UNAVAILABLE = {
  description: 'The database cannot be used now; a repeat may do.',
  headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', example: 1 } } },
  content: {
    [JSON_TYPE]: {
      schema: ERROR_ANSWER,
      examples: {
        busy: {
          summary: 'Too many want the same',
          value: { detail: ErrorWords.databaseBusy },
        },
        unreachable: {
          summary: 'It does not answer',
          value: { detail: ErrorWords.databaseUnreachable },
        },
      },
    },
  },
} satisfies Answer;

/** Answers that many operations refer to. */
const SHARED = {
  Malformed: errorAnswer(400, 'The address holds what no address may: a null character, or a broken escape.'),
  TooLarge: errorAnswer(
    413,
    'The body is larger than the route takes: 100 KiB where its description says nothing else.',
  ),
  UnsupportedMediaType: errorAnswer(415, 'The body is of a media type that the route does not take.'),
  Unavailable: UNAVAILABLE,
} as const;

function errorAnswer(status: number, description: string): Answer {
  return {
    description,
    content: { [JSON_TYPE]: { schema: ERROR_ANSWER, example: { detail: DETAILS[status] } } },
  };
}

function shared(name: keyof typeof SHARED): { $ref: string } {
  return { $ref: `#/components/responses/${name}` };
}

/** Adds to each operation what follows from its other decorators, so that no route repeats it. */
export function completeDocument(document: OpenAPIObject, jsonOnlyBelow: string): void {
  document.components = { ...document.components, responses: SHARED };
  const { schemas = {} } = document.components;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      completeOperation(operation, schemas, !path.startsWith(jsonOnlyBelow));
    }
  }
}

function completeOperation(operation: Operation, schemas: Schemas, mayTakeForms: boolean): void {
  sayWhoMay(operation);
  const body = operation.requestBody as RequestBody | undefined;
  if (body !== undefined) {
    if (mayTakeForms) takeForms(body, schemas);
    Object.values(body.content).forEach((content) => {
      addExample(content, schemas);
    });
    operation.responses['413'] ??= shared('TooLarge');
    operation.responses['415'] ??= shared('UnsupportedMediaType');
  }
  if (operation.parameters?.length) operation.responses['400'] ??= shared('Malformed');
  answerUnavailable(operation);
  addExamples(operation, body, schemas);
}

/** The extension is for machines; Swagger UI shows the description. */
function sayWhoMay(operation: Operation): void {
  const rule = (operation as { 'x-permission'?: string })['x-permission'];
  if (rule === undefined) return;
  const words = /^[\w.]+_\w+$/.test(rule) ? `\`${rule}\`` : rule;
  operation.description = [operation.description, `**Who may:** ${words}.`].filter(Boolean).join('\n\n');
}

/** A form has names, each with one or more values, so it cannot carry objects. */
function takeForms(body: RequestBody, schemas: Schemas): void {
  const { [JSON_TYPE]: json } = body.content;
  const schema = json?.schema;
  if (schema === undefined) return;
  const { properties } = resolve(schema, schemas);
  if (properties === undefined) return;
  const isFlat = Object.values(properties).every((property) => isPlain(property, schemas));
  if (isFlat) body.content[FORM_TYPE] = { ...json };
}

function isPlain(property: Schema, schemas: Schemas): boolean {
  const { type, items, allOf, anyOf, oneOf } = resolve(property, schemas);
  if ((allOf ?? anyOf ?? oneOf) !== undefined || type === 'object') return false;
  return items === undefined || isPlain(items, schemas);
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
  return schema !== undefined && '$ref' in schema && schema.$ref === (ERROR_ANSWER as { $ref: string }).$ref;
}
