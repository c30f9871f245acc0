import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiProperty,
  ApiSchema,
  getSchemaPath,
} from '@nestjs/swagger';
import { DomainError, type ErrorCode } from '../platform/errors/index.js';
import { ErrorAnswer, ErrorMarks } from '../platform/http/index.js';

/** A refusal of the older routes below /records. Their callers look for `{"error": "..."}`. */
export class LegacyRefusal extends DomainError {
  readonly code: ErrorCode;

  constructor(
    readonly status: 403 | 404,
    message: string,
  ) {
    super(message);
    this.code = status === 403 ? 'permission_denied' : 'not_found';
  }

  override get body(): object {
    return { error: this.message, ...(this.status === 403 ? { required: 'staff' } : {}) };
  }
}

@ApiSchema({ name: 'LegacyErrorBody' })
class LegacyErrorAnswer extends ErrorMarks {
  @ApiProperty({ description: 'What is wrong, in words.', example: 'Permission denied' })
  error!: string;
}

/**
 * Describes the legacy refusals of a route; its other errors have `detail` as elsewhere. Put it above the access rule,
 * because it replaces the rule's description of the 403.
 */
export function AnswersLegacyRefusals(notFound: { description: string; detail: string }): MethodDecorator {
  const schema = {
    oneOf: [{ $ref: getSchemaPath(LegacyErrorAnswer) }, { $ref: getSchemaPath(ErrorAnswer) }],
  };
  return applyDecorators(
    ApiExtraModels(LegacyErrorAnswer, ErrorAnswer),
    ApiForbiddenResponse({
      description: 'The record is another learner’s.',
      schema,
      examples: {
        record: {
          summary: 'Another learner’s record',
          value: { error: 'Permission denied', required: 'staff' },
        },
        csrf: {
          summary: 'Cookies without a CSRF token',
          value: { detail: 'CSRF Failed: CSRF token missing or incorrect.', code: 'csrf_failed' },
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
