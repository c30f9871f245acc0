import type { FieldProblem } from '../errors/index.js';

export type Class<T extends object = object> = new () => T;
export type PlainObject = Readonly<Record<string, unknown>>;

/** The words for what is found without a rule of the field's own. */
export interface Voice {
  readonly missing: string;
  readonly isNull: string;
  readonly notAnObject: (value: unknown) => string;
}

/** The rule of one field. Its parts apply in this order. */
export interface FieldRule {
  readonly voice: Voice;
  /** Returns the value to check and keep, or undefined for an absent field. */
  readonly convert?: (value: unknown, body: PlainObject, name: string) => unknown;
  /** Whether it may be absent. Default: it may not. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: it is not. */
  readonly nullable?: boolean;
  /** Says what is wrong with the converted value. */
  readonly problem?: (value: unknown, body: PlainObject) => FieldProblem | undefined;
  /** The class of the object that the value is, or of each object in the list that it is. */
  readonly nested?: () => Class;
  /** Whether the value is a list of nested objects. `problem` then refuses all else. */
  readonly isList?: boolean;
}

/** Says what is wrong with an object whose fields are right. */
export type WholeProblem<T extends object> = (object: T) => string | undefined;

const fieldRules = new WeakMap<object, Map<string, FieldRule>>();
const wholeRules = new WeakMap<object, WholeProblem<never>>();

/** Gives a field its rule. */
export function fieldRule(rule: FieldRule): PropertyDecorator {
  return (prototype, name) => {
    const rules = fieldRules.get(prototype) ?? new Map<string, FieldRule>();
    fieldRules.set(prototype, rules.set(String(name), rule));
  };
}

/** Gives a class a rule that no field can have alone. Its message stands under `non_field_errors`. */
export function WholeRule<T extends object>(problem: WholeProblem<T>): (type: Class<T>) => void {
  return (type) => void wholeRules.set(type, problem);
}

/** The rules of a class's fields, those that it inherits last. */
export function fieldRulesOf(type: Class): ReadonlyMap<string, FieldRule> {
  const rules = new Map<string, FieldRule>();
  for (
    let level: object | null = type.prototype as object;
    level;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const [name, rule] of fieldRules.get(level) ?? []) if (!rules.has(name)) rules.set(name, rule);
  }
  return rules;
}

export function wholeRuleOf(type: Class): WholeProblem<object> | undefined {
  return wholeRules.get(type) as WholeProblem<object> | undefined;
}
