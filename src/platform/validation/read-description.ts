import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import type { Class } from './field-rule.js';
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

/** Reads a description into its class, and names all its problems at once. */
export function readDescription<T extends object>(
  type: Class<T>,
  json: unknown,
  unknownKeys: UnknownKeys,
): { value: T; problems: Problem[] } {
  if (!isObject(json)) {
    return { value: new type(), problems: [{ path: '', message: 'must be an object' }] };
  }
  const value = plainToInstance(type, json);
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: unknownKeys === 'refuse',
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
  return { value, problems: errors.flatMap((error) => problemsOf(error, '')) };
}

function problemsOf({ property, constraints, children, target }: ValidationError, parent: string): Problem[] {
  const path = Array.isArray(target)
    ? `${parent}[${property}]`
    : parent === ''
      ? property
      : `${parent}.${property}`;
  const [name, message] = Object.entries(constraints ?? {})[0] ?? [];
  if (name === 'whitelistValidation') return property === REMARK ? [] : [{ path, message: 'unknown key' }];
  if (message === undefined) return (children ?? []).flatMap((child) => problemsOf(child, path));
  const [, index = '', words = message] = /^(\[\d+\]): (.*)$/s.exec(message) ?? [];
  return [{ path: `${path}${index}`, message: words }];
}
