import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { IsDefined, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { isDateTime, toDateTime } from './date-time.js';
import { isCleanText, isMailAddress } from '../text/index.js';

/**
 * Rules for the parts of a description that an operator wrote or a neighbour delivered. Unlike the fields of a request,
 * nothing but the form of times is converted, and the words are meant to stand behind a path: `users[3].username: must be text`.
 */
export interface RuleOptions {
  /** Whether it may be absent. Default: it may not. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: it is not. */
  readonly nullable?: boolean;
}

export interface TextRuleOptions extends RuleOptions {
  /** Default: 255, the width of most columns. */
  readonly maxLength?: number;
  /** Whether the empty text is a value. Default: it is not. */
  readonly blank?: boolean;
  /** What the text must look like, in words that follow "must be". */
  readonly pattern?: { readonly matches: RegExp; readonly words: string };
}

export function Text({
  maxLength = 255,
  blank = false,
  pattern,
  ...options
}: TextRuleOptions = {}): PropertyDecorator {
  return rule(options, (value) => {
    if (typeof value !== 'string') return 'must be text';
    if (!isCleanText(value)) return 'must not hold U+0000 or half a surrogate pair';
    if (!blank && value.trim() === '') return 'must not be empty';
    if (value.length > maxLength) return `must have at most ${maxLength} characters`;
    return pattern === undefined || pattern.matches.test(value) ? undefined : `must be ${pattern.words}`;
  });
}

export function Flag(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'));
}

export function WholeNumber(
  options: RuleOptions & { readonly min: number; readonly max: number },
): PropertyDecorator {
  return rule(options, (value) => {
    const fits = Number.isSafeInteger(value) && Number(value) >= options.min && Number(value) <= options.max;
    return fits ? undefined : `must be a whole number from ${options.min} to ${options.max}`;
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID of any version, in small letters with dashes, as PostgreSQL writes it: it is compared with what is stored. */
export function Uuid(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) =>
    matches(UUID, value) ? undefined : 'must be a UUID in small letters with dashes',
  );
}

export function OneOf(choices: readonly string[], options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) =>
    choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(', ')}`,
  );
}

/** An ISO 8601 time; without an offset it is UTC. */
export function Time(options: RuleOptions = {}): PropertyDecorator {
  return applyDecorators(
    // Of the many forms the database knows some only.
    Transform(({ value }: { value: unknown }) => toDateTime(value) ?? value),
    rule(options, (value) => (isDateTime(value) ? undefined : 'must be an ISO 8601 time')),
  );
}

export function MailAddress(options: RuleOptions & { readonly blank?: boolean } = {}): PropertyDecorator {
  return rule(options, (value) =>
    isMailAddress(value) || (options.blank && value === '') ? undefined : 'must be one bare mail address',
  );
}

export function WebAddress(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) =>
    matches(/^https?:\/\/[^\s\0]{1,2000}$/i, value) && URL.canParse(value as string)
      ? undefined
      : 'must be an http or https address',
  );
}

/** An object with rules of its own. */
export function ObjectOf(type: () => new () => object, options: RuleOptions = {}): PropertyDecorator {
  return applyDecorators(
    rule(options, (value) => (isObject(value) ? undefined : 'must be an object')),
    Type(type),
    ValidateNested(),
  );
}

/** A list of objects with rules of their own. */
export function ListOf(type: () => new () => object, options: RuleOptions = {}): PropertyDecorator {
  return applyDecorators(
    rule(options, (value) =>
      listProblem(value, (item) => (isObject(item) ? undefined : 'must be an object')),
    ),
    Type(type),
    ValidateNested(),
  );
}

/** A list of words, each of which `problem` finds nothing wrong with. */
export function WordList(
  problem: (word: string) => string | undefined,
  options: RuleOptions = {},
): PropertyDecorator {
  return rule(options, (value) =>
    listProblem(value, (item) => (typeof item === 'string' ? problem(item) : 'must be text')),
  );
}

/** A rule of its own kind: `problem` says what is wrong, in words that follow the path, or nothing. */
export function rule(
  { optional = false, nullable = false }: RuleOptions,
  problem: (value: unknown) => string | undefined,
): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    IsDefined({ message: ({ value }) => (value === null ? 'must not be null' : 'is missing') }),
    ValidateBy({
      name: 'rule',
      validator: {
        validate: (value) => problem(value) === undefined,
        defaultMessage: (args) => problem(args?.value) ?? '',
      },
    }),
  );
}

/** The first item that is wrong, with its place in front: it continues the list's path. */
function listProblem(value: unknown, problem: (item: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(value)) return 'must be a list';
  for (const [index, item] of value.entries()) {
    const words = problem(item);
    if (words !== undefined) return `[${index}]: ${words}`;
  }
  return undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}
