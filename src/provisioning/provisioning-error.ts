import { OperatorError } from '../platform/errors/index.js';
import type { Problem } from '../platform/validation/index.js';

/** The description cannot be applied. Lists every problem with its place. Nothing was changed. */
export class ProvisioningError extends OperatorError {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path === '' ? 'the file' : path}: ${message}`);
    super(`The description is wrong; nothing was changed:\n${lines.join('\n')}`);
    this.name = 'ProvisioningError';
  }
}
