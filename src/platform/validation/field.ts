import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, ApiPropertyOptional } from '@nestjs/swagger';
import { isDateTime, toDateTime } from './date-time.js';
import { fieldRule, type FieldRule, type Wording } from './field-rule.js';
import { Messages } from './messages.js';
import { isOneOf, isText } from './predicates.js';
import { ANY_TEXT, OFFSET_AT_END } from './patterns.js';
import { uncleanProblem } from './unclean.js';

/** The wording of the REST API. */
const REST: Wording = {
  missing: Messages.required,
  isNull: Messages.notNull,
  notAnObject: Messages.notADictionary,
};

export interface FieldOptions {
  /** Meaning, units and errors, for readers of the API documentation. */
  readonly description: string;
  readonly example?: unknown;
  /** Whether the field may be absent. Default: no. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: no. */
  readonly nullable?: boolean;
}

type OwnRule = Omit<FieldRule, 'wording' | 'optional' | 'nullable' | 'unless'>;

/** Sets a field's rule and its place in the OpenAPI document together, so that they cannot disagree. */
export function field(options: FieldOptions, schema: ApiPropertyOptions, rule: OwnRule): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  return applyDecorators(
    fieldRule({ ...clean(rule), wording: REST, optional, nullable }),
    ApiProperty({
      ...schema,
      description,
      required: !optional,
      ...(nullable ? { nullable } : {}),
      ...(example === undefined ? {} : { example }),
    } as ApiPropertyOptions),
  );
}

/** The query's parser makes texts; only a caller inside of the process could send something else. */
const TEXT: OwnRule = { problem: (value) => (isText(value) ? undefined : Messages.notText) };

/** A text whose blanks at both ends do not count. */
export const TRIMMED_TEXT: OwnRule = {
  convert: (value) => (isText(value) ? value.trim() : value),
  problem: (value) => TEXT.problem?.(value),
};

/** An optional parameter of a query. Without a rule it is any text. */
export function QueryField(schema: ApiPropertyOptions, rule: OwnRule = TEXT): PropertyDecorator {
  return applyDecorators(
    fieldRule({ ...clean(rule), wording: REST, optional: true, nullable: true }),
    ApiPropertyOptional({
      type: String,
      ...('enum' in schema ? {} : { pattern: ANY_TEXT }),
      ...schema,
    }),
  );
}

/** An optional parameter of a query: one of a closed list of words. Empty it counts as absent. */
export function ChoiceQueryField(choices: readonly string[]): PropertyDecorator {
  return QueryField(
    { description: 'Another value is a 400.', enum: [...choices] },
    {
      convert: (value) => (value === '' ? undefined : value),
      problem: (value) => (isOneOf(choices, value) ? undefined : Messages.notAChoice(value)),
    },
  );
}

/** An optional switch of a query, in any letter case: `isOn` reads it. Empty it counts as absent. */
export function SwitchQueryField(description: string): PropertyDecorator {
  return QueryField(
    { description: `${description} Another value is a 400.`, enum: [...SWITCHES] },
    {
      convert: (value) => (value === '' ? undefined : isText(value) ? value.toLowerCase() : value),
      problem: (value) => (isOneOf(SWITCHES, value) ? undefined : Messages.notBoolean),
    },
  );
}

const SWITCHES: readonly string[] = ['true', '1', 'false', '0'];

/** The schema of a time in a query, which may be empty. */
export function timeOrEmpty(description: string, example?: string): ApiPropertyOptions {
  return {
    type: String,
    pattern: undefined,
    anyOf: [
      { type: 'string', format: 'date-time', pattern: OFFSET_AT_END },
      { type: 'string', maxLength: 0 },
    ],
    description,
    ...(example === undefined ? {} : { example }),
  };
}

/** An optional time of a query. Empty it counts as absent. */
export function TimeQueryField(description: string): PropertyDecorator {
  return QueryField(timeOrEmpty(description, '2026-01-02T12:58:15Z'), {
    convert: (value) => (value === '' ? undefined : (toDateTime(value) ?? value)),
    problem: (value) => (isDateTime(value) ? undefined : Messages.notDateTime),
  });
}

/** No field takes a text that PostgreSQL cannot hold. */
function clean(rule: OwnRule): OwnRule {
  const { nested, problem } = rule;
  if (nested) return rule;
  return { ...rule, problem: (value) => uncleanProblem(value) ?? problem?.(value) };
}

/** The time of the last change, in an answer. */
export function UpdatedAt(): PropertyDecorator {
  return ApiProperty({
    description: 'When it was changed last.',
    type: String,
    format: 'date-time',
    example: '2026-01-02T12:58:15.744188Z',
  });
}
