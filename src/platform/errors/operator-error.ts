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

/** A line for each field: `name: what is wrong`. A field within another one stands behind its name and a dot. */
function wrongFields({ fields }: ValidationError): string {
  return Object.entries(fields)
    .flatMap(([name, problem]) => linesOf(name, problem))
    .join('\n');
}

function linesOf(name: string, problem: unknown): string[] {
  if (typeof problem === 'string') return [`${name}: ${problem}`];
  if (Array.isArray(problem) && problem.every((text) => typeof text === 'string'))
    return [`${name}: ${problem.join(' ')}`];
  if (typeof problem !== 'object' || problem === null) return [`${name}: ${JSON.stringify(problem)}`];
  return Object.entries(problem).flatMap(([inner, more]) => linesOf(`${name}.${inner}`, more));
}
