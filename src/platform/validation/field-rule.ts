import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { Transform, type TransformFnParams, Type } from 'class-transformer';
import { getMetadataStorage, IsDefined, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { type SchemaPart, type Variant, VARIANTS, WHOLE_FORM_SCHEMA, WHOLE_SCHEMA } from './input-schemas.js';
import { isObject } from './predicates.js';

export type Class<T extends object = object> = new () => T;

/** Says what is wrong with a value. */
export type ProblemOf<T = unknown> = (value: T) => string | undefined;

/** Key of the messages about an object as a whole. */
export const WHOLE = 'non_field_errors';

/** The words for problems that no rule of the field itself finds. */
export interface Wording {
  readonly missing: string;
  readonly isNull: string;
  readonly notAnObject: (value: unknown) => string;
}

export interface FieldRule {
  readonly wording: Wording;
  /** Whether the field may be absent. Default: no. */
  readonly optional?: boolean;
  /** Whether null is a value. Default: no. */
  readonly nullable?: boolean;
  /** Objects in which the field may hold anything. For descriptions only. */
  readonly unless?: (object: never) => boolean;
  /** Returns the value to check and keep; undefined for an absent field. Not for nested objects. */
  readonly convert?: (value: unknown, body: object, name: string) => unknown;
  /** Says what is wrong with the converted value. */
  readonly problem?: ProblemOf;
  /** The class of the nested object, or of each object in a nested list. */
  readonly nested?: () => Class;
  /** Says what is wrong with a list of nested objects as a whole. Without it the value is one object. */
  readonly listProblem?: ProblemOf;
  /** The most objects in a nested list. In a longer one none is looked at, since `listProblem` refuses it. */
  readonly maxItems?: number;
}

/** The context of our rules in class-validator. */
interface RuleContext {
  readonly fieldRule: FieldRule;
}

const WHOLE_RULE = Symbol('whole rule');

/** Gives a field its rule, in terms of class-validator and class-transformer. */
export function fieldRule(rule: FieldRule): PropertyDecorator {
  const { wording, optional = false, nullable = false, unless, convert, problem, nested } = rule;
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
    ValidateIf(
      (object: unknown, value) =>
        !(value === undefined ? optional : value === null && nullable) && !unless?.(object as never),
      { context },
    ),
    IsDefined({ message: ({ value }) => (value === null ? wording.isNull : wording.missing), context }),
    ...(convert
      ? [Transform(({ value, obj, key }: TransformFnParams) => convert(value, obj as object, key))]
      : []),
    ...(nested
      ? [
          Type(nested),
          check(WHOLE, (value) => shapeProblem(rule, value)),
          ValidateNested({ message: ({ value }) => wording.notAnObject(value), context }),
        ]
      : []),
    ...(problem ? [check('problem', problem)] : []),
  );
}

/** Says what is wrong with a nested value, before the rules of its fields run. */
export function shapeProblem({ wording, listProblem }: FieldRule, value: unknown): string | undefined {
  if (listProblem !== undefined) return listProblem(value);
  return isObject(value) ? undefined : wording.notAnObject(value);
}

/**
 * Gives a body a rule about several fields. It runs once the fields are right.
 * @param schema says the same in the OpenAPI document
 * @param formSchema says it of a form, where numbers are texts
 */
export function WholeRule<T extends object>(
  problemOf: ProblemOf<T>,
  schema: SchemaPart = {},
  formSchema: SchemaPart = schema,
): (type: Class<T>) => void {
  return (type) => {
    // The schema of a class above would stay, beside the rule of this one.
    if (Reflect.hasMetadata(WHOLE_RULE, type)) throw new Error(`${type.name} has the rule of a class above.`);
    Reflect.defineMetadata(WHOLE_RULE, problemOf, type);
    WholeSchema(schema, formSchema)(type);
  };
}

/** Says in the OpenAPI document that a body is exactly one of these, by the names of their schemas. */
export function SchemaVariants(variants: Readonly<Record<string, Variant>>): (type: Class) => void {
  return (type) => {
    ApiExtension(VARIANTS, variants)(type);
  };
}

/** Says in the OpenAPI document what a rule about several fields demands. */
export function WholeSchema(schema: SchemaPart, formSchema: SchemaPart = schema): (type: Class) => void {
  return (type) => {
    ApiExtension(WHOLE_SCHEMA, schema)(type);
    ApiExtension(WHOLE_FORM_SCHEMA, formSchema)(type);
  };
}

/**
 * The rules of a class's fields, inherited ones last.
 * @throws Error for a field with other class-validator rules
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
