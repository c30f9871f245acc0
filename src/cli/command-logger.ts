import type { LoggerService } from '@nestjs/common';
import type { Terminal } from './command.js';

/** What goes wrong inside the application while a command runs, in plain lines on standard error. */
export class CommandLogger implements LoggerService {
  constructor(private readonly terminal: Terminal) {}

  log(): void {
    // What the application tells of itself is not what the command was asked.
  }

  warn(message: unknown): void {
    this.terminal.err(`warning: ${textOf(message)}\n`);
  }

  error(message: unknown): void {
    this.terminal.err(`error: ${textOf(message)}\n`);
  }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.stack ?? message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
