import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import type { Class } from './field-rule.js';
import { ObjectReader } from './object-reader.js';
import { isObject } from './predicates.js';

/** A mistake in a description: its place, such as `users[3].username`, and words such as `must be text`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Keys without a rule. Those of an operator are typing errors; those of a neighbour do not concern us. */
export type UnknownKeys = 'refuse' | 'drop';

/** The only key that is allowed everywhere: a remark for people. */
const REMARK = 'about';

/** Reads a description into its class, and names all its problems at once. Unknown keys are read by no library. */
export function readDescription<T extends object>(
  type: Class<T>,
  json: unknown,
  unknownKeys: UnknownKeys,
): { value: T; problems: Problem[] } {
  if (!isObject(json)) {
    return { value: new type(), problems: [{ path: '', message: 'must be an object' }] };
  }
  const unknown = new UnknownKeyProblems();
  const known = ObjectReader.require(type).known(json, unknownKeys === 'refuse' ? unknown : undefined);
  const value = plainToInstance(type, known);
  const errors = validateSync(value, { forbidUnknownValues: false, stopAtFirstError: true });
  return { value, problems: [...unknown.problems, ...errors.flatMap((error) => problemsOf(error, ''))] };
}

/** More unknown keys are not named: a file that is something else would fill screens. */
const MOST_UNKNOWN_KEYS = 100;

class UnknownKeyProblems {
  readonly problems: Problem[] = [];

  add(path: string, key: string): void {
    if (key === REMARK || this.problems.length >= MOST_UNKNOWN_KEYS) return;
    this.problems.push({ path: path === '' ? key : `${path}.${key}`, message: 'unknown key' });
  }
}

function problemsOf({ property, constraints, children, target }: ValidationError, parent: string): Problem[] {
  const path = Array.isArray(target)
    ? `${parent}[${property}]`
    : parent === ''
      ? property
      : `${parent}.${property}`;
  const [message] = Object.values(constraints ?? {});
  if (message === undefined) return (children ?? []).flatMap((child) => problemsOf(child, path));
  const [, index = '', words = message] = /^(\[\d+\]): (.*)$/s.exec(message) ?? [];
  return [{ path: `${path}${index}`, message: words }];
}
