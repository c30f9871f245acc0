import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams, Type } from 'class-transformer';
import { getMetadataStorage, IsDefined, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { isObject } from './predicates.js';

export type Class<T extends object = object> = new () => T;

/** Says what is wrong with a value. */
export type ProblemOf<T = unknown> = (value: T) => string | undefined;

/** The key under which messages about an object as a whole stand. */
export const WHOLE = 'non_field_errors';

/** The words for what is found without a rule of the field's own. */
export interface Voice {
  readonly missing: string;
  readonly isNull: string;
  readonly notAnObject: (value: unknown) => string;
}

/** The rule of one field. */
export interface FieldRule {
  readonly voice: Voice;
  /** Whether it may be absent. Default: it may not. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: it is not. */
  readonly nullable?: boolean;
  /** Returns the value to check and keep, or undefined for an absent field. Not for nested objects. */
  readonly convert?: (value: unknown, body: object, name: string) => unknown;
  /** Says what is wrong with the value, once it is converted. */
  readonly problem?: ProblemOf;
  /** The class of the object that the value is, or of each object in the list that it is. */
  readonly nested?: () => Class;
  /** Says what is wrong with a list of nested objects as a whole. Without it the value is one object. */
  readonly listProblem?: ProblemOf;
}

/** The context of all that we tell class-validator about a field. */
interface RuleContext {
  readonly fieldRule: FieldRule;
}

const WHOLE_RULE = Symbol('whole rule');

/** Gives a field its rule, in terms of class-validator and class-transformer. */
export function fieldRule(rule: FieldRule): PropertyDecorator {
  const { voice, optional = false, nullable = false, convert, problem, nested } = rule;
  const context: RuleContext = { fieldRule: rule };
  const check = (name: string, problemOf: ProblemOf) =>
    ValidateBy(
      {
        name,
        validator: {
          validate: (value) => problemOf(value) === undefined,
          defaultMessage: (args) => problemOf(args?.value) ?? '',
        },
      },
      { context },
    );
  return applyDecorators(
    ValidateIf((_, value) => !(value === undefined ? optional : value === null && nullable), { context }),
    IsDefined({ message: ({ value }) => (value === null ? voice.isNull : voice.missing), context }),
    ...(convert
      ? [Transform(({ value, obj, key }: TransformFnParams) => convert(value, obj as object, key))]
      : []),
    ...(nested
      ? [
          Type(nested),
          check(WHOLE, (value) => shapeProblem(rule, value)),
          ValidateNested({ message: ({ value }) => voice.notAnObject(value), context }),
        ]
      : []),
    ...(problem ? [check('problem', problem)] : []),
  );
}

/** Says what is wrong with a nested value before the rules of its own fields apply. */
export function shapeProblem({ voice, listProblem }: FieldRule, value: unknown): string | undefined {
  if (listProblem !== undefined) return listProblem(value);
  return isObject(value) ? undefined : voice.notAnObject(value);
}

/** Gives a body a rule that no field can have alone. It applies once the fields are right. */
export function WholeRule<T extends object>(problemOf: ProblemOf<T>): (type: Class<T>) => void {
  return (type) => Reflect.defineMetadata(WHOLE_RULE, problemOf, type);
}

/**
 * The rules of a class's fields, those that it inherits last.
 * @throws Error for a field that class-validator knows other rules of
 */
export function fieldRulesOf(type: Class): ReadonlyMap<string, FieldRule> {
  const rules = new Map<string, FieldRule>();
  const metadatas = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  for (const { propertyName: name, context } of metadatas) {
    const rule = (context as RuleContext | undefined)?.fieldRule;
    if (rule === undefined || (rules.get(name) ?? rule) !== rule) {
      throw new Error(`${type.name}.${name} has rules that do not come from one decorator of ours.`);
    }
    rules.set(name, rule);
  }
  return rules;
}

export function wholeRuleOf(type: Class): ProblemOf<object> | undefined {
  return Reflect.getMetadata(WHOLE_RULE, type) as ProblemOf<object> | undefined;
}
