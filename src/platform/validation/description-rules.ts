import {
  hasAtMost,
  isCleanText,
  isMailAddress,
  isSingleLine,
  isStoredUuid,
  isWebAddress,
} from '../text/index.js';
import { isDateTime, toDateTime } from './date-time.js';
import { type Class, fieldRule, type FieldRule, type ProblemOf, type Wording } from './field-rule.js';
import { isObject, isOneOf, isText, isWholeNumber } from './predicates.js';

/**
 * The wording for operators: rules for descriptions that an operator wrote or a neighbour delivered. They convert only
 * the form of times, unlike fields of a request. A message names the path: `users[3].username: must be text`.
 */
const OPERATOR: Wording = {
  missing: 'is missing',
  isNull: 'must not be null',
  notAnObject: () => 'must be an object',
};

export type RuleOptions = Pick<FieldRule, 'optional' | 'nullable' | 'unless'>;

export interface TextRuleOptions extends RuleOptions {
  /** Characters. Default: 255, the width of most columns. */
  readonly maxLength?: number;
  /** Whether the empty text is a value. Default: no. */
  readonly blank?: boolean;
  /** The accepted texts, in words that follow "must be". */
  readonly pattern?: { readonly accepts: (text: string) => boolean; readonly words: string };
}

export function Text({
  maxLength = 255,
  blank = false,
  pattern,
  ...options
}: TextRuleOptions = {}): PropertyDecorator {
  return rule(options, (value) => {
    if (!isText(value)) return 'must be text';
    if (!isCleanText(value)) return 'must not hold U+0000 or half a surrogate pair';
    if (!blank && value.trim() === '') return 'must not be empty';
    if (!hasAtMost(maxLength, value)) return `must have at most ${maxLength} characters`;
    return pattern === undefined || pattern.accepts(value) ? undefined : `must be ${pattern.words}`;
  });
}

/** A short name that identifies something: one line without control characters. */
export function Key(options: TextRuleOptions = {}): PropertyDecorator {
  return Text({
    ...options,
    pattern: { accepts: isSingleLine, words: 'one line without control characters' },
  });
}

export function Flag(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'));
}

export function WholeNumber(
  options: RuleOptions & { readonly min: number; readonly max: number },
): PropertyDecorator {
  const { min, max } = options;
  return rule(options, (value) => {
    const fits = isWholeNumber(value) && value >= min && value <= max;
    return fits ? undefined : `must be a whole number from ${min} to ${max}`;
  });
}

/** A UUID of any version as PostgreSQL writes it, because it is compared with stored ones. */
export function Uuid(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) =>
    isText(value) && isStoredUuid(value) ? undefined : 'must be a UUID in small letters with dashes',
  );
}

export function OneOf(choices: readonly string[], options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) =>
    isOneOf(choices, value) ? undefined : `must be one of ${choices.join(', ')}`,
  );
}

/** An ISO 8601 time; without an offset it is UTC. */
export function Time(options: RuleOptions = {}): PropertyDecorator {
  return fieldRule({
    ...options,
    wording: OPERATOR,
    // PostgreSQL reads only some of the many forms.
    convert: (value) => toDateTime(value) ?? value,
    problem: (value) => (isDateTime(value) ? undefined : 'must be an ISO 8601 time'),
  });
}

export function MailAddress(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) => (isMailAddress(value) ? undefined : 'must be one bare mail address'));
}

export function WebAddress(options: RuleOptions = {}): PropertyDecorator {
  return rule(options, (value) =>
    isWebAddress(value) ? undefined : 'must be a whole http or https address',
  );
}

/** An object with rules of its own. */
export function ObjectOf(type: () => Class, options: RuleOptions = {}): PropertyDecorator {
  return fieldRule({ ...options, wording: OPERATOR, nested: type });
}

/** A list of objects with rules of their own. */
export function ListOf(type: () => Class, options: RuleOptions = {}): PropertyDecorator {
  const itemProblem = (item: unknown) => (isObject(item) ? undefined : OPERATOR.notAnObject(item));
  return fieldRule({ ...options, wording: OPERATOR, nested: type, listProblem: listOf(itemProblem) });
}

/** A list of words in which `problem` finds nothing wrong. */
export function WordList(problem: ProblemOf<string>, options: RuleOptions = {}): PropertyDecorator {
  return rule(
    options,
    listOf((item) => (isText(item) ? problem(item) : 'must be text')),
  );
}

/** A custom rule: `problem` says what is wrong, in words that follow the path. */
export function rule(options: RuleOptions, problem: ProblemOf): PropertyDecorator {
  return fieldRule({ ...options, wording: OPERATOR, problem });
}

/** Finds the first wrong item of a list. Its message starts with its index, which continues the path of the list. */
function listOf(itemProblem: ProblemOf): ProblemOf {
  return (value) => {
    if (!Array.isArray(value)) return 'must be a list';
    const index = value.findIndex((item) => itemProblem(item) !== undefined);
    return index < 0 ? undefined : `[${index}]: ${itemProblem(value[index])}`;
  };
}
