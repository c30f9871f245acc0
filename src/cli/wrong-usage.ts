import type { Command } from 'commander';
import { explain, ValidationError } from '../platform/errors/index.js';

/** For `catch`: input that the rules refuse is wrong usage, like an unknown option. */
export function wrongUsage(command: Command): (error: unknown) => never {
  return (error) => {
    if (error instanceof ValidationError) command.error(explain(error));
    throw error;
  };
}
