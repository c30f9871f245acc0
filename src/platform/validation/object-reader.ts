import {
  type Class,
  type FieldRule,
  fieldRulesOf,
  type ProblemOf,
  shapeProblem,
  wholeRuleOf,
} from './field-rule.js';
import { keepPairs } from './form-body.js';
import { isObject } from './predicates.js';
import { refusesUnknownKeys } from './unknown-keys.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Takes the keys without a rule, each with the path of its object. */
export interface UnknownKeys {
  add(path: string, key: string): void;
}

interface Field {
  readonly name: string;
  readonly rule: FieldRule;
  readonly nested: ObjectReader<object> | undefined;
}

/**
 * Reads good bodies into instances of one class by the rules of its fields. It collects the rules once, so that no
 * request looks them up: below 2 µs a body where the libraries take 9 to 25.
 */
export class ObjectReader<T extends object> {
  private static readonly readers = new Map<Class, ObjectReader<object> | undefined>();

  /** See `unknownKeyErrors`. */
  readonly refusesUnknownKeys: boolean;
  private readonly wholeProblem: ProblemOf<object> | undefined;
  /** The names of the fields. */
  readonly names: ReadonlySet<string>;

  private constructor(
    private readonly type: Class<T>,
    private readonly fields: readonly Field[],
  ) {
    this.refusesUnknownKeys = refusesUnknownKeys(type);
    this.wholeProblem = wholeRuleOf(type);
    this.names = new Set(fields.map(({ name }) => name));
  }

  /** The reader of the class; undefined when no field has a rule. @throws Error for rules that are not ours */
  static find<T extends object>(type: Class<T>): ObjectReader<T> | undefined {
    if (!this.readers.has(type)) {
      const fields = Array.from(fieldRulesOf(type), ([name, rule]) => ({
        name,
        rule,
        nested: rule.nested && ObjectReader.require(rule.nested()),
      }));
      this.readers.set(type, fields.length === 0 ? undefined : new ObjectReader(type, fields));
    }
    return this.readers.get(type) as ObjectReader<T> | undefined;
  }

  /** @throws Error when no field of the class has a rule, or one has rules that are not ours */
  static require<T extends object>(type: Class<T>): ObjectReader<T> {
    const reader = ObjectReader.find(type);
    if (reader === undefined) throw new Error(`No field of ${type.name} has a rule.`);
    return reader;
  }

  /** The instance; undefined when a rule is broken or the body is unusual. Unknown keys are dropped. */
  accept(body: unknown): T | undefined {
    if (!isObject(body)) return undefined;
    const instance = new this.type();
    for (const { name, rule, nested } of this.fields) {
      let value = body[name];
      if (value !== undefined) {
        value =
          nested === undefined ? convertedFlat(rule, value, body, name) : acceptNested(nested, rule, value);
        if (value === UNUSUAL) return undefined;
        (instance as Record<string, unknown>)[name] = value;
      }
      if (value === undefined || value === null) {
        if (!(value === null ? rule.nullable : rule.optional)) return undefined;
      } else if (rule.problem?.(value) !== undefined) return undefined;
    }
    return this.wholeProblem?.(instance) === undefined ? instance : undefined;
  }

  /**
   * The body reduced to what the rules look at, for the libraries: the cost of their walk depends on the rules and not
   * on the number of keys that somebody sends.
   * @param unknown collects the places of the keys that are left out
   */
  known(body: JsonObject, unknown?: UnknownKeys, path = ''): object {
    if (unknown) for (const key in body) if (!this.names.has(key)) unknown.add(path, key);
    const known = keepPairs(body);
    for (const { name, rule, nested } of this.fields) {
      const value = cut(body[name], rule.maxItems);
      if (value === undefined) continue;
      const place = unknown && (path === '' ? name : `${path}.${name}`);
      known[name] = nested === undefined ? flat(value) : knownNested(nested, value, unknown, place);
    }
    return known;
  }

  acceptAll(items: readonly unknown[]): T[] | undefined {
    const instances: T[] = [];
    for (const item of items) {
      const instance = this.accept(item);
      if (instance === undefined) return undefined;
      instances.push(instance);
    }
    return instances;
  }
}

/** A list that is too long, reduced to what still is too long: the libraries would walk all its items. */
function cut(value: unknown, maxItems = Infinity): unknown {
  return Array.isArray(value) && value.length > maxItems ? Array(maxItems + 1).fill(null) : value;
}

function knownNested(
  nested: ObjectReader<object>,
  value: unknown,
  unknown: UnknownKeys | undefined,
  place = '',
): unknown {
  if (isObject(value)) return nested.known(value, unknown, place);
  if (!Array.isArray(value)) return value;
  return value.map((item, index) =>
    isObject(item) ? nested.known(item, unknown, unknown && `${place}[${index}]`) : emptied(item),
  );
}

/** A value without what lies deeper than the items of a list: no rule looks there, and no message names it. */
function flat(value: unknown): unknown {
  return Array.isArray(value) ? value.map(emptied) : emptied(value);
}

function emptied(value: unknown): unknown {
  if (isPrimitive(value)) return value;
  return Array.isArray(value) ? [] : {};
}

/** Marks a value that the libraries must examine. */
const UNUSUAL = Symbol('unusual');

/** class-transformer handles objects without a class, because it copies them. */
function convertedFlat({ convert }: FieldRule, sent: unknown, body: object, name: string): unknown {
  const value = convert === undefined ? sent : convert(sent, body, name);
  return isPrimitive(value) || (Array.isArray(value) && value.every(isPrimitive)) ? value : UNUSUAL;
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function acceptNested(nested: ObjectReader<object>, rule: FieldRule, value: unknown): unknown {
  if (value === null) return value;
  if (shapeProblem(rule, value) !== undefined) return UNUSUAL;
  return (Array.isArray(value) ? nested.acceptAll(value) : nested.accept(value)) ?? UNUSUAL;
}
