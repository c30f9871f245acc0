import { type ArgumentMetadata, type PipeTransform, ValidationPipe } from '@nestjs/common';
import { type ValidationError as BrokenRules, ValidationTypes } from 'class-validator';
import { type FieldErrors, type FieldProblem, ValidationError } from '../errors/index.js';
import { type Class, WHOLE, wholeRuleOf } from './field-rule.js';
import { examineParameters } from './ignored-parameters.js';
import { Messages } from './messages.js';
import { listProblem } from './nested-fields.js';
import { ObjectReader } from './object-reader.js';
import { isObject } from './predicates.js';
import { uncleanProblem } from './unclean.js';
import { unknownKeyErrors } from './unknown-keys.js';
import { requireReadable } from './unreadable-body.js';

/**
 * Turns a body or query into its DTO, or refuses it with one message per wrong field. Unknown fields are dropped before
 * anything walks them, or refused where the class says so. A loop reads good input. class-transformer and
 * class-validator examine all other input, and their result counts. So the loop can only be wrong by accepting too much,
 * which test/validation looks for.
 */
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new ValidationError(fieldErrors(errors)),
    });
  }

  override async transform(input: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype, data } = metadata;
    if (type === 'param') return requireClean(input, data);
    if (metatype === undefined || (type !== 'body' && type !== 'query')) return input;
    requireReadable(input);
    const reader = ObjectReader.find(metatype as Class);
    if (reader === undefined) return input;
    if (type === 'query' && isObject(input)) examineParameters(input, reader.names);
    if (reader.refusesUnknownKeys) requireKnownKeys(metatype as Class, input);
    const accepted = reader.accept(input);
    if (accepted !== undefined) return accepted;
    // A missing body counts as an empty one.
    if (input !== undefined && !isObject(input)) throw refused(Messages.notADictionary(input));
    const object = (await super.transform(input && reader.known(input), metadata)) as object;
    const problem = wholeRuleOf(metatype as Class)?.(object);
    if (problem !== undefined) throw refused(problem);
    return object;
  }
}

/**
 * The wrong items of a list for which the libraries find the reason: 15 to 60 µs each on a busy machine, where the loop
 * takes 1. All of 10,000 wrong items took 150 to 600 ms, and nothing else ran meanwhile; now it is 11 to 26.
 */
const MOST_EXPLAINED = 100;
const WRONG_TOO: FieldErrors = { [WHOLE]: [Messages.wrongToo(MOST_EXPLAINED)] };

/**
 * The same for a body that is a list. The errors are a list too, with `{}` for each item that is right. The reason stands
 * with the first wrong items only; the others are named as wrong.
 */
export class InputListPipe<T extends object> implements PipeTransform<unknown, Promise<T[]>> {
  private readonly reader: ObjectReader<T>;
  private readonly itemPipe = new InputPipe();

  constructor(
    private readonly type: Class<T>,
    private readonly maxItems: number,
  ) {
    this.reader = ObjectReader.require(type);
  }

  async transform(body: unknown): Promise<T[]> {
    requireReadable(body);
    const problem = listProblem(body, this.maxItems);
    if (problem !== undefined) throw refused(problem);
    const items = body as unknown[];
    const accepted = this.reader.refusesUnknownKeys ? undefined : this.reader.acceptAll(items);
    const instances = accepted ?? (await this.examineAll(items));
    // The instances replace the sent items, which need not stay in memory until the answer.
    items.length = 0;
    return instances;
  }

  private async examineAll(items: readonly unknown[]): Promise<T[]> {
    const instances: T[] = [];
    const errors: FieldErrors[] = [];
    for (const item of items) {
      if (errors.length - instances.length >= MOST_EXPLAINED)
        throw new ValidationError(this.nameOthers(errors, items));
      try {
        instances.push((await this.itemPipe.transform(item, { type: 'body', metatype: this.type })) as T);
        errors.push({});
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        errors.push(error.fields as FieldErrors);
      }
    }
    if (instances.length < items.length) throw new ValidationError(errors);
    return instances;
  }

  /** Says of each item after those that were examined whether it is wrong, by the loop alone. */
  private nameOthers(errors: readonly FieldErrors[], items: readonly unknown[]): FieldErrors[] {
    const others = items.slice(errors.length).map((item) => {
      const known = !this.reader.refusesUnknownKeys || unknownKeyErrors(this.type, item) === undefined;
      return known && this.reader.accept(item) !== undefined ? {} : WRONG_TOO;
    });
    return [...errors, ...others];
  }
}

/** A parameter of the path, or all of them. @throws ValidationError for a text that PostgreSQL cannot hold */
function requireClean(input: unknown, name = WHOLE): unknown {
  for (const [parameter, text] of isObject(input) ? Object.entries(input) : [[name, input] as const]) {
    const problem = uncleanProblem(text);
    if (problem !== undefined) throw new ValidationError({ [parameter]: [problem] });
  }
  return input;
}

/** @throws ValidationError */
function requireKnownKeys(type: Class, input: unknown): void {
  const errors = unknownKeyErrors(type, input);
  if (errors !== undefined) throw new ValidationError(errors);
}

function refused(problem: string): ValidationError {
  return new ValidationError({ [WHOLE]: [problem] });
}

function fieldErrors(errors: readonly BrokenRules[]): FieldErrors {
  return Object.fromEntries(errors.map((error) => [error.property, problemOf(error)]));
}

function problemOf({ constraints = {}, children = [], value }: BrokenRules): FieldProblem {
  const [[name, message] = []] = Object.entries(constraints);
  if (message !== undefined) {
    // The second rule refuses items that are not objects in a list of nested objects.
    const isOfWhole = name === WHOLE || name === ValidationTypes.NESTED_VALIDATION;
    return isOfWhole ? { [WHOLE]: [message] } : [message];
  }
  const nested = fieldErrors(children);
  // One entry per item, also for good ones, so that a caller can tell which item is meant.
  return Array.isArray(value) ? value.map((_, index) => (nested[index] ?? {}) as FieldErrors) : nested;
}
