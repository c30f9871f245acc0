import { applyDecorators, Header, HttpCode, type Type } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiExtension,
  ApiExtraModels,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';
import { WITHOUT_DATABASE } from '../openapi/index.js';
import { ErrorBody, LegacyErrorBody } from './error-body.js';

/**
 * The answer on success: its status, its type in the OpenAPI document (`[X]`: a list of it), and that the handler
 * returns JSON text.
 */
export function AnswersJson(
  status: number,
  type: Type | [Type],
  description = ANSWERS[status],
): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    Header('content-type', 'application/json; charset=utf-8'),
    ApiResponse({ status, type, description }),
  );
}

const ANSWERS: Readonly<Record<number, string>> = {
  200: 'What is stored now.',
  201: 'What is stored now, new or not.',
};

/**
 * 400: a list of messages per wrong field, or a `detail` when the body can't be read at all.
 * @param example absent, the OpenAPI document takes one that fits the body
 */
export function AnswersValidationError(example?: object): MethodDecorator {
  return ApiBadRequestResponse({
    description:
      'The input is wrong; nothing was changed. One list of messages per field, nested like the body; `detail` when it cannot be read at all.',
    schema: FIELD_ERRORS,
    example,
  });
}

/** The same of a body that is a list: so is the answer, unless the body is wrong as a whole. */
export function AnswersListValidationError(): MethodDecorator {
  return ApiBadRequestResponse({
    description:
      'At least one element is wrong; nothing was done. As many entries as the body has elements: the errors of each, `{}` where there are none. An object when the body as a whole is wrong.',
    schema: { oneOf: [{ type: 'array', items: FIELD_ERRORS }, FIELD_ERRORS] },
    examples: {
      element: {
        summary: 'The second element is wrong',
        value: [{}, { non_field_errors: ['At least one of courses and course_runs is needed.'] }],
      },
      whole: {
        summary: 'The body is no list',
        value: { non_field_errors: ['Expected a list of items but got type "dict".'] },
      },
    },
  });
}

const FIELD_ERRORS = { type: 'object' as const, additionalProperties: true };

export function AnswersNotFound(description: string, detail = ErrorWords.notFound): MethodDecorator {
  return ApiNotFoundResponse({ description, type: ErrorBody, example: { detail } });
}

/** A list's 404. */
export function AnswersNoSuchPage(): MethodDecorator {
  return AnswersNotFound('There is no such page.', 'Invalid page.');
}

/**
 * What the older routes below /records refuse, in their own shape; everything else there has `detail` as elsewhere.
 * Stands above the access rule, whose 403 it describes anew.
 */
export function AnswersLegacyRefusals(notFound: { description: string; detail: string }): MethodDecorator {
  const schema = { oneOf: [{ $ref: getSchemaPath(LegacyErrorBody) }, { $ref: getSchemaPath(ErrorBody) }] };
  return applyDecorators(
    ApiExtraModels(LegacyErrorBody, ErrorBody),
    ApiForbiddenResponse({
      description: 'The record is another learner’s.',
      schema,
      examples: {
        record: { summary: 'Another learner’s record', value: { error: 'Permission denied' } },
        csrf: {
          summary: 'Cookies without a CSRF token',
          value: { detail: 'CSRF Failed: CSRF token missing or incorrect.' },
        },
      },
    }),
    ApiNotFoundResponse({
      description: notFound.description,
      schema,
      examples: {
        learner: { summary: 'No such learner', value: { error: 'User does not exist' } },
        other: { summary: 'Something else is missing', value: { detail: notFound.detail } },
      },
    }),
  );
}

/** The handler works without the database, or says itself what it answers then: all others answer 503 as JSON. */
export function AnswersWithoutDatabase(): MethodDecorator {
  return ApiExtension(WITHOUT_DATABASE, true);
}
