import type { LoggerService } from '@nestjs/common';
import { describeStack } from '../platform/errors/index.js';
import type { Terminal } from './command.js';

/** Prints the application's warnings and errors as plain lines on standard error. */
export class CommandLogger implements LoggerService {
  constructor(private readonly terminal: Terminal) {}

  log(): void {
    // The application's other messages are not the command's result.
  }

  warn(message: unknown): void {
    this.terminal.err(`warning: ${textOf(message)}\n`);
  }

  error(message: unknown): void {
    this.terminal.err(`error: ${textOf(message)}\n`);
  }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return describeStack(message);
  return typeof message === 'string' ? message : JSON.stringify(message);
}
