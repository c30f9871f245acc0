import { LANGUAGE_TAG } from '../languages/index.js';
import {
  dashed,
  hasAtMost,
  isMailAddress,
  isSingleLine,
  isStoredUuid,
  isUuid,
  isWebAddress,
  LARGEST_WIDE_ID,
} from '../text/index.js';
import { isDateTime, toDateTime } from './date-time.js';
import { field, type FieldOptions } from './field.js';
import type { FieldRule } from './field-rule.js';
import { formValues, isForm } from './form-body.js';
import { inBodies, inForms, inJson, type SchemaPart } from './input-schemas.js';
import { Messages } from './messages.js';
import {
  ANY_TEXT,
  FILLED_TEXT,
  LINE,
  LINE_OR_BLANK,
  MAIL_ADDRESS,
  OFFSET_AT_END,
  BLANK_OR_SLUG,
  SLUG,
  STORED_UUID,
  WEB_ADDRESS,
  wholeNumberText,
  wordsInAnyCase,
} from './patterns.js';
import { uncleanProblem } from './unclean.js';
import { areDifferent, isOneOf, isSlug, isText, isWholeNumber } from './predicates.js';

/** Whether values of callers that do not care about types count. Default: no. */
interface LooseOptions {
  readonly loose?: boolean;
}

export interface TextOptions extends FieldOptions, LooseOptions {
  readonly maxLength: number;
  /** Whether the empty text is a value. Default: no. */
  readonly blank?: boolean;
  /** Whether control characters and line breaks are refused, as in names. Default: no. */
  readonly singleLine?: boolean;
}

/** Text, trimmed unless it is too long. Loose: a number counts as text. */
export function TextField({
  maxLength,
  blank,
  singleLine,
  loose,
  ...options
}: TextOptions): PropertyDecorator {
  const tooLong = Messages.tooLong(maxLength);
  const pattern = blank ? (singleLine ? LINE_OR_BLANK : ANY_TEXT) : singleLine ? LINE : FILLED_TEXT;
  return field(
    options,
    {
      type: String,
      maxLength,
      ...(blank ? {} : { minLength: 1 }),
      pattern,
      ...inJson(loose, { type: 'number' }),
    },
    {
      convert: (value) => {
        const text = loose && typeof value === 'number' ? String(value) : value;
        return isText(text) && hasAtMost(maxLength, text) ? text.trim() : text;
      },
      problem: (value) => {
        if (!isText(value)) return Messages.notText;
        if (value === '') return blank ? undefined : Messages.blank;
        if (!hasAtMost(maxLength, value)) return tooLong;
        return singleLine && !isSingleLine(value) ? Messages.controlCharacters : undefined;
      },
    },
  );
}

interface SlugOptions {
  readonly maxLength: number;
  readonly blank?: boolean;
}

/** A word for machines: letters, digits, dashes and underscores. */
export function SlugField({
  maxLength,
  blank = false,
  convert,
  ...options
}: FieldOptions & Pick<FieldRule, 'convert'> & SlugOptions): PropertyDecorator {
  const schema = blank ? { pattern: BLANK_OR_SLUG } : { minLength: 1, pattern: SLUG };
  return field(
    options,
    { type: String, maxLength, ...schema },
    {
      convert,
      problem: (value) => {
        if (!isText(value)) return Messages.notText;
        if (value === '' && blank) return undefined;
        if (!hasAtMost(maxLength, value)) return Messages.tooLong(maxLength);
        return isSlug(value) ? undefined : Messages.notASlug;
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

const WORDS = wordsInAnyCase([...TRUE, ...FALSE].filter(isText));

function truthOf(value: unknown): unknown {
  const word = isText(value) ? value.toLowerCase() : value;
  return TRUE.includes(word) ? true : FALSE.includes(word) ? false : value;
}

/** True or false. Loose: also 1 and 0, and words in any letter case, as forms send them. */
export function BooleanField({ loose, ...options }: FieldOptions & LooseOptions): PropertyDecorator {
  return field(
    options,
    {
      type: Boolean,
      ...inBodies(loose, { type: 'integer', enum: [0, 1] }, { type: 'string', pattern: WORDS }),
    },
    {
      convert: loose ? truthOf : undefined,
      problem: (value) => (typeof value === 'boolean' ? undefined : Messages.notBoolean),
    },
  );
}

function numberOf(value: unknown): unknown {
  return isText(value) && /^\s*-?\d{1,18}\s*$/.test(value) ? Number(value) : value;
}

/** A whole number from `min`, which is 0 or 1, to `max`. Loose: also as digits in text. */
export function IntegerField({
  min,
  max,
  loose,
  ...options
}: FieldOptions & LooseOptions & { readonly min: 0 | 1; readonly max: number }): PropertyDecorator {
  const digits = { type: 'string', pattern: wholeNumberText(min, max) } as const;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max, ...inBodies(loose, digits) },
    {
      convert: loose ? numberOf : undefined,
      problem: (value) => {
        if (!isWholeNumber(value)) return Messages.notInteger;
        if (value < min) return Messages.tooSmall(min);
        return value > max ? Messages.tooLarge(max) : undefined;
      },
    },
  );
}

/** A tag of a language. */
export function LanguageField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, pattern: LANGUAGE_TAG.source },
    {
      problem: (value) =>
        isText(value) && LANGUAGE_TAG.test(value) ? undefined : 'Enter a language such as en or es-419.',
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
    // A form has no other way to say null.
    {
      type: String,
      format: 'date-time',
      pattern: OFFSET_AT_END,
      ...inForms(options.nullable, { type: 'string', maxLength: 0 }),
    },
    {
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
  const pattern = blank ? `^$|${MAIL_ADDRESS}` : MAIL_ADDRESS;
  return field(
    options,
    { type: String, maxLength: 254, pattern },
    {
      problem: (value) =>
        isMailAddress(value) || (blank && value === '') ? undefined : Messages.notMailAddress,
    },
  );
}

// No format `uri`: browsers, and so the rule, take characters that RFC 3986 refuses.
export function WebAddressField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, maxLength: 2000, pattern: WEB_ADDRESS },
    { problem: (value) => (isWebAddress(value) ? undefined : Messages.notWebAddress) },
  );
}

/** A list of which the texts count. Items that are none are left out, and so is text that PostgreSQL cannot hold. */
export function TextListField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: 'array', items: {}, ...inForms(true, { type: 'string' }) },
    {
      convert: (value, body, name) => {
        const list = isText(value) ? (formValues(body, name) ?? value) : value;
        return Array.isArray(list) && !list.every(isCleanText) ? list.filter(isCleanText) : list;
      },
      problem: (value) => (Array.isArray(value) ? undefined : Messages.notAList(value)),
    },
  );
}

function isCleanText(value: unknown): value is string {
  return isText(value) && uncleanProblem(value) === undefined;
}

/** A list of at most so many ids of rows. */
export function IdListField({
  most,
  ...options
}: FieldOptions & { readonly most: number }): PropertyDecorator {
  return field(
    options,
    { type: 'array', items: { type: 'integer', minimum: 1, maximum: LARGEST_WIDE_ID }, maxItems: most },
    {
      problem: (value) => {
        if (!Array.isArray(value)) return Messages.notAList(value);
        if (value.length > most) return Messages.tooMany(most);
        return value.every(isId) ? undefined : Messages.notInteger;
      },
    },
  );
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST_WIDE_ID;
}

/** A list of different texts that `accepts` allows. `item` says the same of a text in the OpenAPI document. */
export function NameListField({
  accepts,
  message,
  empty,
  item,
  ...options
}: FieldOptions & {
  readonly accepts: (name: string) => boolean;
  readonly message: string;
  /** The message for a list without names, where there must be one. */
  readonly empty?: string;
  readonly item: SchemaPart;
}): PropertyDecorator {
  return field(
    options,
    {
      type: 'array',
      items: { type: 'string', ...item },
      uniqueItems: true,
      ...(empty === undefined ? {} : { minItems: 1 }),
    },
    {
      problem: (value) => {
        if (!Array.isArray(value)) return message;
        if (value.length === 0) return empty;
        return value.every((name) => isText(name) && accepts(name)) && areDifferent(value)
          ? undefined
          : message;
      },
    },
  );
}

/** An ordered list of different UUIDs as the database writes them. */
export function UuidListField(options: FieldOptions): PropertyDecorator {
  return NameListField({
    ...options,
    accepts: isStoredUuid,
    message: Messages.notDifferentUuids,
    item: { pattern: STORED_UUID },
  });
}

/** Trims a text and turns a number into text; other values stay. */
export function trimmed(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  return isText(value) ? value.trim() : value;
}
