import { describeStack } from './describe-error.js';
import { DomainError, ValidationError } from './errors.js';

/** An error that an operator can correct. The message says everything, so no stack is shown. */
export class OperatorError extends Error {}

/** An error's text for a person at a terminal: one sentence for a refusal, else the stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ValidationError) return wrongFields(error);
  const isRefusal = error instanceof DomainError && error.status < 500;
  return isRefusal || error instanceof OperatorError ? error.message : describeStack(error);
}

/** A line for each field: `name: what is wrong`. */
function wrongFields({ fields }: ValidationError): string {
  const line = ([name, problem]: [string, unknown]) =>
    `${name}: ${Array.isArray(problem) && problem.every((text) => typeof text === 'string') ? problem.join(' ') : JSON.stringify(problem)}`;
  return Object.entries(fields).map(line).join('\n');
}
