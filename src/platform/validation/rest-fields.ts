import {
  dashed,
  hasAtMost,
  isMailAddress,
  isSingleLine,
  isStoredUuid,
  isUuid,
  isWebAddress,
} from '../text/index.js';
import { isDateTime, toDateTime } from './date-time.js';
import { field, type FieldOptions } from './field.js';
import { formValues, isForm } from './form-body.js';
import { Messages } from './messages.js';
import { areDifferent, isOneOf, isText, isWholeNumber } from './predicates.js';

export interface TextOptions extends FieldOptions {
  readonly maxLength: number;
  /** Whether the empty text is a value. Default: no. */
  readonly blank?: boolean;
  /** Whether control characters and line breaks are refused, as in names. Default: no. */
  readonly singleLine?: boolean;
}

/** Text, trimmed. Numbers count as text, since form clients and loosely typed callers send them. */
export function TextField({ maxLength, blank, singleLine, ...options }: TextOptions): PropertyDecorator {
  const tooLong = Messages.tooLong(maxLength);
  return field(
    options,
    { type: String, maxLength, ...(blank ? {} : { minLength: 1 }) },
    {
      convert: trimmed,
      problem: (value) => {
        if (!isText(value)) return Messages.notText;
        if (value === '') return blank ? undefined : Messages.blank;
        if (!hasAtMost(maxLength, value)) return tooLong;
        if (!value.isWellFormed()) return Messages.notText;
        return singleLine && !isSingleLine(value) ? Messages.controlCharacters : undefined;
      },
    },
  );
}

/** One of a closed list of words. */
export function ChoiceField(
  options: FieldOptions & { readonly choices: readonly string[] },
): PropertyDecorator {
  const { choices } = options;
  return field(
    options,
    { type: String, enum: [...choices] },
    { problem: (value) => (isOneOf(choices, value) ? undefined : Messages.notAChoice(value)) },
  );
}

const TRUE: readonly unknown[] = [true, 1, 'true', '1', 't', 'y', 'yes', 'on'];
const FALSE: readonly unknown[] = [false, 0, 'false', '0', 'f', 'n', 'no', 'off'];

/** True or false. Forms send words instead, in any letter case. */
export function BooleanField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: Boolean },
    {
      convert: (value) => {
        const word = isText(value) ? value.toLowerCase() : value;
        return TRUE.includes(word) ? true : FALSE.includes(word) ? false : value;
      },
      problem: (value) => (typeof value === 'boolean' ? undefined : Messages.notBoolean),
    },
  );
}

/** A whole number, also as digits in text. */
export function IntegerField(
  options: FieldOptions & { readonly min: number; readonly max: number },
): PropertyDecorator {
  const { min, max } = options;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    {
      convert: (value) => (isText(value) && /^\s*-?\d{1,18}\s*$/.test(value) ? Number(value) : value),
      problem: (value) => {
        if (!isWholeNumber(value)) return Messages.notInteger;
        if (value < min) return Messages.tooSmall(min);
        return value > max ? Messages.tooLarge(max) : undefined;
      },
    },
  );
}

/** A UUID of any version, in any letter case, with or without dashes. */
export function UuidField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'uuid' },
    {
      convert: (value) => (isText(value) && isUuid(value) ? dashed(value) : value),
      problem: (value) => (isText(value) && isUuid(value) ? undefined : Messages.notUuid),
    },
  );
}

/** An ISO 8601 time; without an offset it is UTC. It stays text, so that microseconds survive. */
export function DateTimeField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date-time' },
    {
      // A form has no other way to say null.
      convert: (value, body) =>
        options.nullable && value === '' && isForm(body) ? null : (toDateTime(value) ?? value),
      problem: (value) => (isDateTime(value) ? undefined : Messages.notDateTime),
    },
  );
}

/** One bare mail address. With `blank` it may be empty; the use case decides when. */
export function MailAddressField({
  blank = false,
  ...options
}: FieldOptions & { readonly blank?: boolean }): PropertyDecorator {
  return field(options, blank ? { type: String } : { type: String, format: 'email' }, {
    problem: (value) =>
      isMailAddress(value) || (blank && value === '') ? undefined : Messages.notMailAddress,
  });
}

export function WebAddressField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'uri' },
    { problem: (value) => (isWebAddress(value) ? undefined : Messages.notWebAddress) },
  );
}

export function TextListField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, isArray: true },
    {
      convert: (value, body, name) => (isText(value) ? (formValues(body, name) ?? value) : value),
      problem: (value) => {
        if (!Array.isArray(value)) return Messages.notAList(value);
        const wrong = value.findIndex((item) => !isText(item));
        return wrong < 0 ? undefined : `Element ${wrong}: ${Messages.notText}`;
      },
    },
  );
}

/** A list of different texts that `accepts` allows. */
export function NameListField(
  options: FieldOptions & { readonly accepts: (name: string) => boolean; readonly message: string },
): PropertyDecorator {
  const { accepts, message } = options;
  return field(
    options,
    { type: String, isArray: true },
    {
      problem: (value) =>
        Array.isArray(value) && value.every((name) => isText(name) && accepts(name)) && areDifferent(value)
          ? undefined
          : message,
    },
  );
}

/** An ordered list of different UUIDs as the database writes them. */
export function UuidListField(options: FieldOptions): PropertyDecorator {
  return NameListField({ ...options, accepts: isStoredUuid, message: Messages.notDifferentUuids });
}

/** Trims a text and turns a number into text; other values stay. */
export function trimmed(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  return isText(value) ? value.trim() : value;
}
