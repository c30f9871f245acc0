import { BusyError, ErrorWords } from '../errors/index.js';
import { Deadline } from '../telemetry/index.js';

/** The database did not answer within the time of this work. */
export class NoAnswerError extends BusyError {
  override readonly name = 'NoAnswerError';

  constructor() {
    super(ErrorWords.databaseUnreachable, 'database_unreachable');
  }
}

/** The deadline of work that no request waits for; undefined without a limit. */
export function deadlineAfter(milliseconds: number): Deadline;
export function deadlineAfter(milliseconds: number | undefined): Deadline | undefined;
export function deadlineAfter(milliseconds: number | undefined): Deadline | undefined {
  return milliseconds === undefined ? undefined : Deadline.after(milliseconds, () => new NoAnswerError());
}
