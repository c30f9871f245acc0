import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import { standardOutput } from './batched-output.js';
import { databaseErrorIn, type DatabaseErrorParts, describeError, describeStack } from '../errors/index.js';
import { currentOrigin } from './request-context.js';

export type { Logger } from 'pino';

/** One JSON object per line: ids and counts, never tokens or personal data. `redact` also hides such fields by name. */
export function createLogger(level: string, destination: pino.DestinationStream = standardOutput()): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A new object without the caller's name: pino writes the line's fields into it.
      mixin: () => ({ requestId: currentOrigin().requestId }),
      serializers: { err: errorFields },
      redact: ['authorization', 'cookie', 'token', 'email', 'username', 'password'],
      hooks: { logMethod: writeAtOnceAboveInfo },
    },
    destination,
  );
}

/** The logged part of an error. Message, detail and query of a database error may hold people's data. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, table, constraint } = (databaseErrorIn(error) ?? error) as Partial<DatabaseErrorParts>;
  return {
    type: error.name,
    message: describeError(error),
    code,
    table,
    constraint,
    stack: describeStack(error),
  };
}

function writeAtOnceAboveInfo(
  this: Logger,
  parameters: Parameters<pino.LogFn>,
  write: pino.LogFn,
  level: number,
): void {
  write.apply(this, parameters);
  if (level > pino.levels.values.info!) this.flush();
}

/** Nest's reports of each module and route at the start: useful only to debug the start. */
const FRAMEWORK: readonly unknown[] = [
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
];

export class PinoLoggerService implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.includes(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context's name last and, for errors, a stack before it. */
  private write(level: pino.Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    if (message instanceof Error) this.logger[level]({ err: message, context }, describeError(message));
    else if (typeof message === 'object' && message !== null) {
      const { message: text, ...fields } = message as Record<string, unknown>;
      this.logger[level]({ ...fields, context }, typeof text === 'string' ? text : undefined);
    } else this.logger[level]({ context, stack }, String(message));
  }
}
