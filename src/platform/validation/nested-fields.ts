import type { FieldErrors } from '../errors/index.js';
import { field, type FieldOptions } from './field.js';
import type { Class, FieldRule } from './field-rule.js';
import { Messages } from './messages.js';
import { WHOLE } from './object-reader.js';

/** A nested object with rules of its own. `problem` says what is wrong with it before these apply. */
export function ObjectField(
  { problem, ...options }: FieldOptions & Pick<FieldRule, 'problem'>,
  type: () => Class,
): PropertyDecorator {
  // Swagger knows a function that returns a class by this name.
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
      isList: true,
      problem: (value) =>
        listErrors(value, maxItems) ??
        ((value as unknown[]).some(Array.isArray) ? whole(Messages.notADictionary([])) : undefined),
    },
  );
}

/** Says what is wrong with a list apart from its items. */
export function listErrors(value: unknown, maxItems: number): FieldErrors | undefined {
  if (!Array.isArray(value)) return whole(Messages.notAList(value));
  return value.length > maxItems ? whole(Messages.tooMany(maxItems)) : undefined;
}

function whole(message: string): FieldErrors {
  return { [WHOLE]: [message] };
}
