import { field, type FieldOptions } from './field.js';
import type { Class, ProblemOf } from './field-rule.js';
import { Messages } from './messages.js';

/** A nested object with rules of its own. `problem` says what is wrong with the combination of its fields. */
export function ObjectField(
  { problem, ...options }: FieldOptions & { readonly problem?: ProblemOf },
  type: () => Class,
): PropertyDecorator {
  // Swagger recognises a function that returns a class by this name.
  return field(options, { type: () => type() }, { problem, nested: type });
}

/** A list of nested objects with rules of their own. */
export function ObjectListField(
  { maxItems, ...options }: FieldOptions & { readonly maxItems: number },
  type: () => Class,
): PropertyDecorator {
  return field(
    options,
    { type: () => type(), isArray: true, maxItems },
    {
      nested: type,
      maxItems,
      listProblem: (value) =>
        listProblem(value, maxItems) ??
        // class-validator would look into a nested list.
        ((value as unknown[]).some(Array.isArray) ? Messages.notADictionary([]) : undefined),
    },
  );
}

/** Says what is wrong with a list apart from its items. */
export function listProblem(value: unknown, maxItems: number): string | undefined {
  if (!Array.isArray(value)) return Messages.notAList(value);
  return value.length > maxItems ? Messages.tooMany(maxItems) : undefined;
}
