import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { databaseTrouble, SqlState, sqlStateOf } from '../database/index.js';
import {
  ErrorWords,
  BadRequestError,
  BusyError,
  ConflictError,
  LegacyRefusal,
  MethodNotAllowedError,
  NotAuthenticatedError,
  NotFoundError,
  PermissionDeniedError,
  PreconditionFailedError,
  ThrottledError,
  UnsupportedMediaTypeError,
  ValidationError,
} from '../errors/index.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Words for what the framework refuses before a handler runs; its own words name internals. */
const FRAMEWORK_DETAILS: Readonly<Record<number, string>> = {
  400: 'Malformed request.',
  404: ErrorWords.notFound,
  413: ErrorWords.tooLarge,
  414: 'The address is too long.',
  415: ErrorWords.unsupportedMediaType,
  431: 'The request headers are too large.',
  503: 'The service is shutting down.',
};

/** A repeat will do. */
const TROUBLE = {
  busy: ErrorWords.databaseBusy,
  unreachable: ErrorWords.databaseUnreachable,
} as const;

/** The one place where errors become answers. Whatever is not known is a 500 without details, logged with its stack. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = answerTo(error);
    if (answer.status >= 500) this.logger.error(error instanceof Error ? error : String(error));
    if (reply.sent) return;
    void reply
      .status(answer.status)
      .headers({ 'content-type': 'application/json; charset=utf-8', ...answer.headers })
      .send(JSON.stringify(answer.body));
  }
}

function answerTo(error: unknown): Answer {
  if (error instanceof ValidationError) return { status: 400, body: error.fields };
  if (error instanceof BadRequestError) return detail(400, error.message);
  if (error instanceof NotAuthenticatedError) {
    return { ...detail(401, error.message), headers: { 'www-authenticate': 'JWT realm="api"' } };
  }
  if (error instanceof PermissionDeniedError) return detail(403, error.message);
  if (error instanceof NotFoundError) return detail(404, error.message);
  if (error instanceof MethodNotAllowedError) {
    return { ...detail(405, error.message), headers: { allow: error.allow } };
  }
  if (error instanceof ConflictError) return detail(409, error.message);
  if (error instanceof LegacyRefusal) return { status: error.status, body: { error: error.message } };
  if (error instanceof PreconditionFailedError) return detail(412, error.message);
  if (error instanceof UnsupportedMediaTypeError) return detail(415, error.message);
  if (error instanceof ThrottledError) {
    return { ...detail(429, error.message), headers: { 'retry-after': String(error.retryAfter) } };
  }
  if (error instanceof BusyError) return tryAgain(error.message);
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return detail(status, FRAMEWORK_DETAILS[status] ?? error.message);
  }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  // The caller went away while its body was read.
  if (code === 'ECONNRESET' && statusCode === 400) return detail(400, ErrorWords.cutOff);
  const trouble = databaseTrouble(error);
  if (trouble !== undefined) return tryAgain(TROUBLE[trouble]);
  return databaseAnswer(error) ?? detail(500, 'Internal server error.');
}

/** Input that only the database could refuse is still the caller's mistake. */
function databaseAnswer(error: unknown): Answer | undefined {
  switch (sqlStateOf(error)) {
    case SqlState.characterNotInRepertoire:
    case SqlState.untranslatableCharacter:
      return detail(400, ErrorWords.nullCharacters);
    case SqlState.stringDataRightTruncation:
      return detail(400, 'A text is too long.');
    default:
      return undefined;
  }
}

function tryAgain(text: string): Answer {
  return { ...detail(503, text), headers: { 'retry-after': '1' } };
}

function detail(status: number, text: string): Answer {
  return { status, body: { detail: text } };
}
