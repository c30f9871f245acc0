import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsString,
  IsUUID,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isForm } from './form-body.js';
import { isDateTime, toDateTime } from './date-time.js';
import { Messages } from './messages.js';

/**
 * Decorators for the fields of request bodies. Each sets the rule (class-validator), the conversion of form values
 * (class-transformer) and the OpenAPI schema together, so that the three can't disagree. The first broken rule of a
 * field is the one that is reported.
 */
export interface FieldOptions {
  /** Meaning, units and errors, for the reader of the API documentation. */
  readonly description: string;
  readonly example?: unknown;
  /** Whether the field may be absent. Default: it may not. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: it is not. */
  readonly nullable?: boolean;
}

export interface TextOptions extends FieldOptions {
  readonly maxLength: number;
  /** Whether the empty text is a value. Default: it is not. */
  readonly blank?: boolean;
  /** Whether control characters, line breaks among them, are refused, as in names. Default: they are not. */
  readonly singleLine?: boolean;
}

/** Text, without the blanks around it; numbers are taken as text, as form clients and loosely typed callers send them. */
export function TextField(options: TextOptions): PropertyDecorator {
  return field(
    options,
    { type: String, maxLength: options.maxLength, ...(options.blank ? {} : { minLength: 1 }) },
    Transform(({ value }: { value: unknown }) => trimmed(value)),
    IsString({ message: Messages.notText }),
    ...(options.blank ? [] : [IsNotEmpty({ message: Messages.blank })]),
    TextRule(
      'maxLength',
      // Characters as PostgreSQL counts them.
      (text) => text.length <= options.maxLength || Array.from(text).length <= options.maxLength,
      Messages.tooLong(options.maxLength),
    ),
    TextRule('isStorable', (text) => text.isWellFormed(), Messages.notText),
    ...(options.singleLine
      ? [TextRule('isSingleLine', (text) => !CONTROL.test(text), Messages.controlCharacters)]
      : []),
  );
}

/** One of a closed list of words. */
export function ChoiceField(
  options: FieldOptions & { readonly choices: readonly string[] },
): PropertyDecorator {
  return field(
    options,
    { type: String, enum: [...options.choices] },
    IsIn([...options.choices], { message: ({ value }) => Messages.notAChoice(value) }),
  );
}

const TRUE: readonly unknown[] = [true, 1, 'true', '1', 't', 'y', 'yes', 'on'];
const FALSE: readonly unknown[] = [false, 0, 'false', '0', 'f', 'n', 'no', 'off'];

/** True or false, also as the words that forms carry, in any letter case. */
export function BooleanField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: Boolean },
    Transform(({ value }: { value: unknown }) => {
      const word = typeof value === 'string' ? value.toLowerCase() : value;
      return TRUE.includes(word) ? true : FALSE.includes(word) ? false : value;
    }),
    IsBoolean({ message: Messages.notBoolean }),
  );
}

/** A whole number, also as digits in text. */
export function IntegerField(
  options: FieldOptions & { readonly min: number; readonly max: number },
): PropertyDecorator {
  return field(
    options,
    { type: 'integer', minimum: options.min, maximum: options.max },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\s*-?\d{1,18}\s*$/.test(value) ? Number(value) : value,
    ),
    IsInt({ message: Messages.notInteger }),
    Min(options.min, { message: `Ensure this value is greater than or equal to ${options.min}.` }),
    Max(options.max, { message: `Ensure this value is less than or equal to ${options.max}.` }),
  );
}

/** A UUID of any version, with or without dashes. */
export function UuidField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'uuid' },
    Transform(({ value }: { value: unknown }) => dashed(value)),
    IsUUID('loose', { message: Messages.notUuid }),
  );
}

/** An ISO 8601 time; without an offset it is UTC. Stays text, so that microseconds survive. */
export function DateTimeField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date-time' },
    Transform(({ value, obj }: { value: unknown; obj: object }) =>
      // A form has no other way to say null.
      options.nullable && value === '' && isForm(obj) ? null : (toDateTime(value) ?? value),
    ),
    ValidateBy({
      name: 'isDateTime',
      validator: { validate: isDateTime, defaultMessage: () => Messages.notDateTime },
    }),
  );
}

/** A nested object with rules of its own. */
export function ObjectField(options: FieldOptions, type: () => new () => object): PropertyDecorator {
  return field(
    options,
    // Swagger knows a function that returns a class by this name.
    { type: () => type() },
    Type(type),
    ValidateBy({
      name: NON_FIELD,
      validator: {
        validate: (value) => typeof value === 'object' && !Array.isArray(value),
        defaultMessage: (args) => Messages.notADictionary(args?.value),
      },
    }),
    ValidateNested(),
  );
}

/** A list of nested objects with rules of their own. */
export function ObjectListField(
  options: FieldOptions & { readonly maxItems: number },
  type: () => new () => object,
): PropertyDecorator {
  return field(
    options,
    { type: () => type(), isArray: true, maxItems: options.maxItems },
    Type(type),
    ValidateBy({
      name: NON_FIELD,
      validator: {
        validate: Array.isArray,
        defaultMessage: (args) => Messages.notAList(args?.value),
      },
    }),
    ValidateBy({
      name: NON_FIELD,
      validator: {
        validate: (value: unknown[]) => value.length <= options.maxItems,
        defaultMessage: () => `Ensure this field has no more than ${options.maxItems} elements.`,
      },
    }),
    // A list in the list: ValidateNested would look into it and pass it on.
    ValidateBy({
      name: NON_FIELD,
      validator: {
        validate: (value) => Array.isArray(value) && !value.some(Array.isArray),
        defaultMessage: () => Messages.notADictionary([]),
      },
    }),
    ValidateNested({ each: true, message: ({ value }) => Messages.notADictionary(value) }),
  );
}

/** A rule by this name speaks of a nested value as a whole: it is reported under `non_field_errors`. */
export const NON_FIELD = 'nonField';

/** What every field has: presence first, then its own rules, and its place in the OpenAPI document. */
export function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  return applyDecorators(
    ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    IsDefined({ message: ({ value }) => (value === null ? Messages.notNull : Messages.required) }),
    ...rules,
    ApiProperty({
      ...schema,
      description,
      required: !optional,
      ...(nullable ? { nullable } : {}),
      ...(example === undefined ? {} : { example }),
    } as ApiPropertyOptions),
  );
}

/** A rule of our own for text, with its message. */
function TextRule(name: string, holds: (text: string) => boolean, message: string): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => typeof value === 'string' && holds(value),
      defaultMessage: () => message,
    },
  });
}

/** C0, DEL and C1 controls, line and paragraph separators. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function trimmed(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : value;
}

function dashed(value: unknown): unknown {
  return typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value)
    ? value.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : value;
}
