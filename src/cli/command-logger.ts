import type { LoggerService } from '@nestjs/common';
import { describeStack } from '../platform/errors/index.js';
import type { Terminal } from './command.js';

/** Prints the application's warnings and errors as plain lines on standard error. */
export class CommandLogger implements LoggerService {
  /** @param silent the parts of the application whose lines are not printed, by the names of their loggers */
  constructor(
    private readonly terminal: Terminal,
    private readonly silent: readonly string[] = [],
  ) {}

  log(): void {
    // The application's other messages are not the command's result.
  }

  warn(message: unknown, ...more: unknown[]): void {
    if (!this.isSilent(more)) this.terminal.err(`warning: ${textOf(message)}\n`);
  }

  error(message: unknown, ...more: unknown[]): void {
    if (!this.isSilent(more)) this.terminal.err(`error: ${textOf(message)}\n`);
  }

  /** Nest gives the name of the logger last. */
  private isSilent(more: readonly unknown[]): boolean {
    const name = more.at(-1);
    return typeof name === 'string' && this.silent.includes(name);
  }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return describeStack(message);
  return typeof message === 'string' ? message : JSON.stringify(message);
}
