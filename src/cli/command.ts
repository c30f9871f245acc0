import type { Command } from 'commander';
import { type Env } from '../config/index.js';
import { OperatorError } from '../platform/errors/index.js';

/** Input of a command, and where it writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly env: Env;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, terminal: Terminal) => void;

/** A command cannot do its work; exit code 1. */
export class CommandError extends OperatorError {}
