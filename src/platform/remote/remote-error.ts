import { OperatorError } from '../errors/index.js';

/**
 * `useless`: an answer came that cannot be used. `silent`: none came, or not in time. `refused`: the client gets no token.
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
