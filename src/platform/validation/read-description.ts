import type { FieldErrors, FieldProblem } from '../errors/index.js';
import type { Class } from './field-rule.js';
import { ObjectReader, WHOLE } from './object-reader.js';

/** What is wrong, and where: `catalog.courses[1].course_runs[0].key` and `must be text`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Keys without a rule: an operator's are typing errors, a neighbour's are none of our business. */
export type UnknownKeys = 'refuse' | 'drop';

/** The one key that may stand anywhere: a remark for people. */
const REMARK = 'about';

/** Reads a description into its class and names everything that is wrong with it at once. */
export function readDescription<T extends object>(
  type: Class<T>,
  json: unknown,
  unknownKeys: UnknownKeys,
): { value: T; problems: Problem[] } {
  const keyProblem = (key: string) => (key === REMARK ? undefined : 'unknown key');
  const { value, errors = {} } = ObjectReader.require(type).read(
    json,
    unknownKeys === 'refuse' ? keyProblem : undefined,
  );
  return { value, problems: problemsOf(errors, '') };
}

function problemsOf(problem: FieldProblem, path: string): Problem[] {
  if (typeof problem === 'string') return [{ path, message: problem }];
  if (!Array.isArray(problem)) {
    return Object.entries(problem as FieldErrors).flatMap(([key, inner]) => {
      const place = path === '' ? key : `${path}.${key}`;
      return problemsOf(inner, key === WHOLE ? path : place);
    });
  }
  return (problem as readonly (string | FieldErrors)[]).flatMap((item, index) =>
    problemsOf(item, typeof item === 'string' ? path : `${path}[${index}]`),
  );
}
