/** An error that an operator can correct. The message says everything, so no stack is shown. */
export class OperatorError extends Error {}

/** An error's text for a person at a terminal: one sentence where that is enough, else the stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof OperatorError ? error.message : (error.stack ?? error.message);
}
