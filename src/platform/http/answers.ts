import { applyDecorators, Header, HttpCode, type Type } from '@nestjs/common';
import { ApiBadRequestResponse, ApiExtension, ApiNotFoundResponse, ApiResponse } from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';
import { FIELD_ERRORS, WITHOUT_DATABASE, WRONG_INPUT } from '../openapi/index.js';
import { ErrorAnswer } from './error.answer.js';

/** The answer on success: status, and type in the OpenAPI document (`[X]`: a list). The handler returns JSON text. */
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
 * 400: a list of messages per wrong field, or a `detail` when the body is unreadable.
 * @param example without it the OpenAPI document gets one that fits the body
 */
export function AnswersValidationError(example?: object): MethodDecorator {
  return ApiBadRequestResponse({
    description:
      'The input is wrong; nothing was changed. One list of messages per field, nested like the body; `detail` when it cannot be read at all.',
    schema: WRONG_INPUT,
    example,
  });
}

/**
 * The same for a body that is a list: the answer is a list too, unless the body is wrong as a whole.
 * @param example the errors of one element
 */
export function AnswersListValidationError(example: object): MethodDecorator {
  return ApiBadRequestResponse({
    description:
      'At least one element is wrong; nothing was done. As many entries as the body has elements: the errors of each, `{}` where there are none; the reason stands with the first 100 wrong ones, and the others are named as wrong. An object when the body as a whole is wrong.',
    schema: { oneOf: [{ type: 'array', items: FIELD_ERRORS }, WRONG_INPUT] },
    examples: {
      element: { summary: 'The second element is wrong', value: [{}, example] },
      whole: {
        summary: 'The body is no list',
        value: { non_field_errors: ['Expected a list of items but got type "dict".'] },
      },
    },
  });
}

export function AnswersNotFound(description: string, detail = ErrorWords.notFound): MethodDecorator {
  return ApiNotFoundResponse({ description, type: ErrorAnswer, example: { detail } });
}

/** The handler works without the database, or documents its own answer for that. All others document a 503. */
export function AnswersWithoutDatabase(): MethodDecorator {
  return ApiExtension(WITHOUT_DATABASE, true);
}
