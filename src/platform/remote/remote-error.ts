import { OperatorError } from '../errors/index.js';

/**
 * `useless`: an answer came that cannot be used. `silent`: none came, or not in time. `refused`: nobody is answered now:
 * there is no token, or a status that is about all questions.
 */
export type RemoteTrouble = 'useless' | 'silent' | 'refused';

/** Another service gave no usable answer. The message names its address, and never a token or secret. */
export class RemoteError extends OperatorError {
  constructor(
    message: string,
    readonly trouble: RemoteTrouble = 'useless',
  ) {
    super(message);
  }
}
