import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { databaseTrouble, SqlState, sqlStateOf } from '../database/index.js';
import { BadRequestError, BusyError, DomainError, ErrorWords } from '../errors/index.js';
import { refusalWords } from './refusal-words.js';

type Answer = Pick<DomainError, 'status' | 'body' | 'headers'>;

/** Words for errors that may pass. */
const TROUBLE = {
  busy: ErrorWords.databaseBusy,
  unreachable: ErrorWords.databaseUnreachable,
  storage: ErrorWords.databaseStorage,
} as const;

/** The only place where errors become answers. An unknown one is a 500 without details, logged with its stack. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const answer = answerTo(error, http.getRequest<FastifyRequest>());
    if (answer.status >= 500) this.logger.error(error instanceof Error ? error : String(error));
    if (reply.sent) return;
    void reply
      .status(answer.status)
      .headers({ 'content-type': 'application/json; charset=utf-8', ...answer.headers })
      .send(JSON.stringify(answer.body));
  }
}

function answerTo(error: unknown, { routeOptions }: FastifyRequest): Answer {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const images = status === 415 ? (routeOptions.config.images ?? []) : [];
    return detail(status, images.length > 0 ? ErrorWords.imageWanted(images) : refusalWords(status));
  }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  // The caller left while its body was read.
  if (code === 'ECONNRESET' && statusCode === 400) return new BadRequestError(ErrorWords.cutOff);
  const trouble = databaseTrouble(error);
  if (trouble !== undefined) return new BusyError(TROUBLE[trouble]);
  return databaseRefusal(error) ?? detail(500, refusalWords(500));
}

/** Input that only the database could refuse is still the caller's mistake. */
function databaseRefusal(error: unknown): Answer | undefined {
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

function detail(status: number, text: string): Answer {
  return { status, headers: {}, body: { detail: text } };
}
