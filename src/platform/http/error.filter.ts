import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { databaseTrouble, SqlState, sqlStateOf } from '../database/index.js';
import { BadRequestError, BusyError, DomainError, ErrorWords } from '../errors/index.js';
import { AnswerGiven } from './answer-given.js';
import { type ErrorWriter, type Refusal } from './error-writer.js';
import { refusalOf, refusalWords } from './refusal-words.js';

/** Words and code for errors that may pass. */
const TROUBLE = {
  busy: [ErrorWords.databaseBusy, 'busy'],
  unreachable: [ErrorWords.databaseUnreachable, 'database_unreachable'],
  storage: [ErrorWords.databaseStorage, 'database_storage'],
} as const;

/** The only place where errors become answers. An unknown one is a 500 without details, logged with its stack. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(private readonly answers: ErrorWriter) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (error instanceof AnswerGiven) return;
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const refusal = refusalFor(error, request);
    if (refusal.status >= 500) this.logger.error(error instanceof Error ? error : String(error));
    if (reply.sent) return;
    const { status, headers, text } = this.answers.answer(refusal, request);
    void reply.status(status).headers(headers).send(text);
  }
}

function refusalFor(error: unknown, { routeOptions }: FastifyRequest): Refusal {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const images = status === 415 ? (routeOptions.config.images ?? []) : [];
    return refusalOf(status, images.length > 0 ? ErrorWords.imageWanted(images) : refusalWords(status));
  }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  // The caller left while its body was read.
  if (code === 'ECONNRESET' && statusCode === 400) return new BadRequestError(ErrorWords.cutOff);
  const trouble = databaseTrouble(error);
  if (trouble !== undefined) return new BusyError(...TROUBLE[trouble]);
  return databaseRefusal(error) ?? refusalOf(500);
}

/** Input that only the database could refuse is still the caller's mistake. */
function databaseRefusal(error: unknown): Refusal | undefined {
  switch (sqlStateOf(error)) {
    case SqlState.characterNotInRepertoire:
    case SqlState.untranslatableCharacter:
      return new BadRequestError(ErrorWords.nullCharacters);
    case SqlState.stringDataRightTruncation:
      return new BadRequestError('A text is too long.');
    default:
      return undefined;
  }
}
