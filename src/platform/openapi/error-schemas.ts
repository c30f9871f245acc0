import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const MESSAGES = { type: 'array', items: { type: 'string' }, minItems: 1 } as const;

export const ERROR_BODY = reference('ErrorBody');
export const FIELD_ERRORS = reference('FieldErrors');

/** The body of a 400. */
export const WRONG_INPUT = reference('WrongInput');

/** The bodies of 400 that operations refer to, beside `ErrorBody`. */
export const ERROR_SCHEMAS: Schemas = {
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
