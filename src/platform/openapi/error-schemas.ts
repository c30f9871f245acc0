import type { OpenAPIObject } from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const MESSAGES = { type: 'array', items: { type: 'string' }, minItems: 1 } as const;

export const ERROR_BODY = reference('ErrorBody');
export const FIELD_ERRORS = reference('FieldErrors');
export const PROBLEM = reference('Problem');

/** The body of a 400. */
export const WRONG_INPUT = reference('WrongInput');

/** The bodies of 400 that operations refer to, beside `ErrorBody`. */
export const ERROR_SCHEMAS: Schemas = {
  Problem: {
    type: 'object',
    description: 'The same error as problem details (RFC 9457), where `Accept` asks for them.',
    required: ['type', 'title', 'status', 'code', 'request_id'],
    properties: {
      type: { type: 'string', format: 'uri', description: 'The code as an address: the list of codes.' },
      title: { type: 'string', description: 'The kind of error in words.', example: 'Not found' },
      status: { type: 'integer', description: 'The status of the answer.', example: 404 },
      detail: { type: 'string', description: 'What is wrong, in words.', example: ErrorWords.notFound },
      instance: {
        type: 'string',
        format: 'uri-reference',
        description: 'The path of the request.',
        example: '/api/things/',
      },
      code: { description: 'The kind of error.', allOf: [reference('ErrorCode')] },
      request_id: { type: 'string', description: 'As in the header `X-Request-Id`.' },
      required: { type: 'string', description: 'With a 403: what would do.' },
      errors: {
        description: 'With `invalid_input`: the body of the same error in JSON.',
        anyOf: [FIELD_ERRORS, { type: 'array', items: FIELD_ERRORS }],
      },
    },
  },
  WrongInput: {
    description: 'Messages for each wrong field; `detail` where the request as a whole is wrong.',
    // A `detail` could also be a field: not `oneOf`.
    anyOf: [FIELD_ERRORS, ERROR_BODY],
  },
  FieldErrors: {
    type: 'object',
    description: 'The wrong fields of an object, by name. It is nested like the body.',
    properties: {
      non_field_errors: { ...MESSAGES, description: 'Messages about the object as a whole.' },
      code: {
        description: 'The kind of error; messages, where a wrong field has this name.',
        anyOf: [reference('ErrorCode'), reference('FieldProblem')],
      },
      request_id: {
        description: 'The id of the request; messages, where a wrong field has this name.',
        anyOf: [{ type: 'string' }, reference('FieldProblem')],
      },
    },
    additionalProperties: reference('FieldProblem'),
  },
  FieldProblem: {
    description: 'What is wrong with one field.',
    anyOf: [
      { ...MESSAGES, description: 'Messages about the field.' },
      { type: 'string', description: 'One message, where the field names what cannot be had.' },
      { ...FIELD_ERRORS, description: 'The wrong fields of the object in it.' },
      {
        type: 'array',
        description:
          'As many as the list in it has elements: the wrong fields of each, `{}` where there are none.',
        items: FIELD_ERRORS,
      },
    ],
  },
};
