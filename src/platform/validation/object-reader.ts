import type { FieldErrors, FieldProblem } from '../errors/index.js';
import {
  type Class,
  type FieldRule,
  fieldRulesOf,
  type PlainObject,
  type Voice,
  type WholeProblem,
  wholeRuleOf,
} from './field-rule.js';
import { isObject } from './predicates.js';

/** The key under which messages about an object as a whole stand. */
export const WHOLE = 'non_field_errors';

/** The value read, and the messages when something is wrong with it. */
export interface Reading<T, E = FieldErrors> {
  readonly value: T;
  readonly errors: E | undefined;
}

/** Says what is wrong with a key that no rule is about. */
export type KeyProblem = (key: string) => string | undefined;

interface Field {
  readonly name: string;
  readonly rule: FieldRule;
  readonly nested: ObjectReader<object> | undefined;
}

const NO_ERRORS: FieldErrors = {};

/** Reads plain objects into instances of one class, by the rules of its fields. These are collected once. */
export class ObjectReader<T extends object> {
  private static readonly readers = new Map<Class, ObjectReader<object> | undefined>();

  private readonly whole: WholeProblem<object> | undefined;

  private constructor(
    private readonly type: Class<T>,
    private readonly fields: readonly Field[],
    private readonly voice: Voice,
  ) {
    this.whole = wholeRuleOf(type);
  }

  /** The reader of the class; undefined when no field of it has a rule. */
  static find<T extends object>(type: Class<T>): ObjectReader<T> | undefined {
    if (!this.readers.has(type)) {
      const fields = Array.from(fieldRulesOf(type), ([name, rule]) => ({
        name,
        rule,
        nested: rule.nested && ObjectReader.require(rule.nested()),
      }));
      this.readers.set(type, fields[0] && new ObjectReader(type, fields, fields[0].rule.voice));
    }
    return this.readers.get(type) as ObjectReader<T> | undefined;
  }

  /** @throws Error when no field of the class has a rule */
  static require<T extends object>(type: Class<T>): ObjectReader<T> {
    const reader = ObjectReader.find(type);
    if (reader === undefined) throw new Error(`No field of ${type.name} has a rule.`);
    return reader;
  }

  /** Without `keyProblem`, keys that no rule is about are dropped. */
  read(body: unknown, keyProblem?: KeyProblem): Reading<T> {
    const instance = new this.type();
    if (!isObject(body)) return { value: instance, errors: { [WHOLE]: [this.voice.notAnObject(body)] } };
    let errors = keyProblem && this.keyErrors(body, keyProblem);
    for (const field of this.fields) {
      const { value, errors: problem } = this.readField(field, body, keyProblem);
      if (problem !== undefined) {
        (errors ??= {})[field.name] = typeof problem === 'string' ? [problem] : problem;
      } else if (value !== undefined) {
        (instance as Record<string, unknown>)[field.name] = value;
      }
    }
    const problem = errors === undefined ? this.whole?.(instance) : undefined;
    return { value: instance, errors: problem === undefined ? errors : { [WHOLE]: [problem] } };
  }

  /** Reads each item of a list; the errors then hold `{}` for each good one, so that a caller can tell which is meant. */
  readList(items: readonly unknown[], keyProblem?: KeyProblem): Reading<T[], FieldErrors[]> {
    const values: T[] = [];
    const errors: FieldErrors[] = [];
    for (const item of items) {
      const reading = this.read(item, keyProblem);
      values.push(reading.value);
      errors.push(reading.errors ?? NO_ERRORS);
    }
    return { value: values, errors: errors.some((error) => error !== NO_ERRORS) ? errors : undefined };
  }

  private readField(
    { name, rule, nested }: Field,
    body: PlainObject,
    keyProblem: KeyProblem | undefined,
  ): Reading<unknown, FieldProblem> {
    let value = body[name];
    if (value !== undefined && rule.convert !== undefined) value = rule.convert(value, body, name);
    if (value === undefined) return { value, errors: rule.optional ? undefined : this.voice.missing };
    if (value === null) return { value, errors: rule.nullable ? undefined : this.voice.isNull };
    const problem = rule.problem?.(value, body);
    if (problem !== undefined || nested === undefined) return { value, errors: problem };
    return rule.isList
      ? nested.readList(value as readonly unknown[], keyProblem)
      : nested.read(value, keyProblem);
  }

  private keyErrors(body: PlainObject, keyProblem: KeyProblem): Record<string, FieldProblem> | undefined {
    const errors: [string, FieldProblem][] = [];
    for (const key of Object.keys(body)) {
      const problem = this.fields.some(({ name }) => name === key) ? undefined : keyProblem(key);
      if (problem !== undefined) errors.push([key, [problem]]);
    }
    return errors.length === 0 ? undefined : Object.fromEntries(errors);
  }
}
