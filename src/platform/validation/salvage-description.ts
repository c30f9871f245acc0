import { type Class, type FieldRule, fieldRulesOf } from './field-rule.js';
import { isObject } from './predicates.js';
import type { Problem } from './read-description.js';

/** A mistake, and what was left out because of it. */
export interface Loss extends Problem {
  /** The path of what was left out, such as `leaves[2]`; empty for the whole description. */
  readonly leftOut: string;
}

/** The fields, by the object that has them, that were not read as a whole. */
export type UnreadFields = ReadonlyMap<object, ReadonlySet<string>>;

interface Field {
  readonly name: string;
  readonly rule: FieldRule;
}

/**
 * Reads as much of a description as is right, where nobody can correct it: a wrong optional field or item of a list is
 * left out. Any other mistake costs the object around it. Unknown keys are dropped.
 */
export function salvageDescription<T extends object>(
  type: Class<T>,
  json: unknown,
): { value: T | undefined; losses: readonly Loss[]; unread: UnreadFields } {
  const salvage = new Salvage();
  const value = salvage.object(type, json, '', 'must be an object');
  return { value, losses: salvage.losses, unread: salvage.unread };
}

class Salvage {
  readonly losses: Loss[] = [];
  readonly unread = new Map<object, Set<string>>();

  /** The object; undefined when a field that it needs is wrong. @param notAnObject the message when it is none */
  object<T extends object>(type: Class<T>, json: unknown, path: string, notAnObject: string): T | undefined {
    if (!isObject(json)) {
      this.losses.push({ path, message: notAnObject, leftOut: path });
      return undefined;
    }
    const before = this.losses.length;
    const instance = new type();
    const unread = new Set<string>();
    let whole = true;
    for (const { name, rule } of fieldsOf(type)) {
      const place = path === '' ? name : `${path}.${name}`;
      const lost = this.losses.length;
      const value = this.field(rule, json, name, place);
      if (this.losses.length > lost) unread.add(name);
      if (value !== undefined) (instance as Record<string, unknown>)[name] = value;
      else if (!rule.optional) whole = false;
    }
    if (whole) {
      if (unread.size > 0) this.unread.set(instance, unread);
      return instance;
    }
    // The mistakes of its parts are of no account when all of it is left out.
    for (let at = before; at < this.losses.length; at += 1)
      this.losses[at] = { ...this.losses[at]!, leftOut: path };
    return undefined;
  }

  private field(rule: FieldRule, json: object, name: string, path: string): unknown {
    const { wording, convert, nested, unless, listProblem } = rule;
    const sent = (json as Record<string, unknown>)[name];
    const value = convert === undefined ? sent : convert(sent, json, name);
    if (value === undefined) return rule.optional ? undefined : this.lose(path, wording.missing);
    if (value === null) {
      if (rule.nullable) return null;
      return rule.optional ? undefined : this.lose(path, wording.isNull);
    }
    if (unless?.(json as never)) return value;
    if (nested === undefined) {
      const message = rule.problem?.(value);
      return message === undefined ? value : this.lose(path, message);
    }
    if (listProblem === undefined) return this.object(nested(), value, path, wording.notAnObject(value));
    if (!Array.isArray(value)) return this.lose(path, listProblem(value) ?? '');
    return value
      .map((item: unknown, index) =>
        this.object(nested(), item, `${path}[${index}]`, wording.notAnObject(item)),
      )
      .filter((item) => item !== undefined);
  }

  private lose(path: string, message: string): unknown {
    this.losses.push({ path, message, leftOut: path });
    return undefined;
  }
}

const fields = new Map<Class, readonly Field[]>();

/** Collected once a class: the libraries take longer to find the rules than the rules take. */
function fieldsOf(type: Class): readonly Field[] {
  let found = fields.get(type);
  if (found === undefined) {
    found = Array.from(fieldRulesOf(type), ([name, rule]) => ({ name, rule }));
    fields.set(type, found);
  }
  return found;
}
