import { applyDecorators, Header, HttpCode, type Type } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNotFoundResponse, ApiResponse } from '@nestjs/swagger';
import { ErrorBody } from './error-body.js';

/**
 * The answer on success: its status, its type in the OpenAPI document (`[X]`: a list of it), and that the handler
 * returns JSON text.
 */
export function AnswersJson(status: number, type: Type | [Type]): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    Header('content-type', 'application/json; charset=utf-8'),
    ApiResponse({ status, type }),
  );
}

/** 400: a list of messages per wrong field, or a `detail` when the body can't be read at all. */
export function AnswersValidationError(): MethodDecorator {
  return ApiBadRequestResponse({
    description:
      'The input is wrong; nothing was changed. One list of messages per field, nested like the body.',
    schema: {
      type: 'object',
      additionalProperties: true,
      example: { username: ['This field is required.'] },
    },
  });
}

export function AnswersNotFound(description: string): MethodDecorator {
  return ApiNotFoundResponse({ description, type: ErrorBody });
}
