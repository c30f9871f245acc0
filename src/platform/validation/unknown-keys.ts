import { ApiExtension } from '@nestjs/swagger';
import { type FieldErrors } from '../errors/index.js';
import { type Class, fieldRulesOf } from './field-rule.js';
import { CLOSED } from './input-schemas.js';
import { Messages } from './messages.js';
import { isObject } from './predicates.js';

const REFUSES = Symbol('refuses unknown keys');

/**
 * The object refuses keys that it does not know: in a body that says everything, a misspelt key would reset the field
 * that was meant.
 * @param ignored keys of the answer, so that an answer that was read can be changed and sent back
 */
export function RefusesUnknownKeys(...ignored: readonly string[]): (type: Class) => void {
  return (type) => {
    Reflect.defineMetadata(REFUSES, new Set(ignored), type);
    ApiExtension(CLOSED, ignored)(type);
  };
}

/** Whether the class, or one of an object in it, refuses unknown keys. */
export function refusesUnknownKeys(type: Class): boolean {
  return ignoredBy(type) !== undefined || nestedOf(type).some(({ nested }) => refusesUnknownKeys(nested));
}

/** The messages for unknown keys, nested like the body; undefined where there are none. Other faults are not looked for. */
export function unknownKeyErrors(type: Class, body: unknown): FieldErrors | undefined {
  if (!isObject(body)) return undefined;
  const errors: [string, FieldErrors[string]][] = [];
  const ignored = ignoredBy(type);
  if (ignored !== undefined) {
    const known = [...fieldRulesOf(type).keys()];
    const message = Messages.unknownKey(known);
    for (const key of Object.keys(body))
      if (!known.includes(key) && !ignored.has(key)) errors.push([key, [message]]);
  }
  for (const { name, nested, maxItems } of nestedOf(type)) {
    const value = body[name];
    if (Array.isArray(value)) {
      // The rules refuse the list as a whole.
      if (value.length > maxItems) continue;
      const items = value.map((item) => unknownKeyErrors(nested, item));
      if (items.some((item) => item !== undefined)) errors.push([name, items.map((item) => item ?? {})]);
    } else {
      const found = unknownKeyErrors(nested, value);
      if (found !== undefined) errors.push([name, found]);
    }
  }
  return errors.length === 0 ? undefined : Object.fromEntries(errors);
}

function ignoredBy(type: Class): ReadonlySet<string> | undefined {
  return Reflect.getOwnMetadata(REFUSES, type) as ReadonlySet<string> | undefined;
}

interface NestedField {
  readonly name: string;
  readonly nested: Class;
  readonly maxItems: number;
}

function nestedOf(type: Class): NestedField[] {
  return [...fieldRulesOf(type)].flatMap(([name, { nested, maxItems = Infinity }]): NestedField[] =>
    nested === undefined ? [] : [{ name, nested: nested(), maxItems }],
  );
}
