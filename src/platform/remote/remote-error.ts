import { OperatorError } from '../errors/index.js';

/** Another service gave no usable answer. The message names its address, and never a token or secret. */
export class RemoteError extends OperatorError {}
