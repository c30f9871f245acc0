import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, ApiPropertyOptional } from '@nestjs/swagger';
import { fieldRule, type FieldRule, type Voice } from './field-rule.js';
import { Messages } from './messages.js';

/** The voice of the REST API. */
const REST: Voice = {
  missing: Messages.required,
  isNull: Messages.notNull,
  notAnObject: Messages.notADictionary,
};

export interface FieldOptions {
  /** Meaning, units and errors, for the reader of the API documentation. */
  readonly description: string;
  readonly example?: unknown;
  /** Whether the field may be absent. Default: it may not. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: it is not. */
  readonly nullable?: boolean;
}

type OwnRule = Omit<FieldRule, 'voice' | 'optional' | 'nullable'>;

/** A field of a body: its rule and its place in the OpenAPI document, set together so that they cannot disagree. */
export function field(options: FieldOptions, schema: ApiPropertyOptions, rule: OwnRule): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  return applyDecorators(
    fieldRule({ ...rule, voice: REST, optional, nullable }),
    ApiProperty({
      ...schema,
      description,
      required: !optional,
      ...(nullable ? { nullable } : {}),
      ...(example === undefined ? {} : { example }),
    } as ApiPropertyOptions),
  );
}

/** A parameter of a query, which may be absent. Without a rule it is any text. */
export function QueryField(schema: ApiPropertyOptions, rule: OwnRule = {}): PropertyDecorator {
  return applyDecorators(
    fieldRule({ ...rule, voice: REST, optional: true, nullable: true }),
    ApiPropertyOptional(schema),
  );
}

/** In every answer: when the thing was changed last. */
export function UpdatedAt(): PropertyDecorator {
  return ApiProperty({
    description: 'When it was changed last.',
    type: String,
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  });
}
