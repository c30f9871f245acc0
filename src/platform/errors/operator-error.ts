/** Something that an operator can mend: the message is all that there is to tell, without a stack. */
export class OperatorError extends Error {}

/** What a person at a terminal reads of an error: one sentence where that is enough, else the stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof OperatorError ? error.message : (error.stack ?? error.message);
}
