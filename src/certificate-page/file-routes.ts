import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorWords } from '../platform/errors/index.js';
import { AnswersNotFound, ErrorAnswer, varyBy } from '../platform/http/index.js';
import { conditional, type FileAnswer } from './file-answer.js';

/** Sends a file, or says that the caller has it. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: FileAnswer): void {
  const { status, headers, body } = conditional(answer, request.headers['if-none-match']);
  // Others have named headers by which answers vary.
  const { vary, ...others } = headers;
  if (vary !== undefined) varyBy(reply, vary);
  // A text, even an empty one, would get a type, which a cache may store for its copy.
  void reply
    .status(status)
    .headers(others)
    .send(status === 304 ? undefined : body);
}

/** @param example the text of the file, or its beginning; none for a binary file */
export function AnswersFile(
  types: string | readonly string[],
  description: string,
  example?: string,
): MethodDecorator {
  const schema =
    example === undefined ? { type: 'string' as const, format: 'binary' } : { type: 'string' as const };
  const content = Object.fromEntries([types].flat().map((type) => [type, { schema, example }]));
  const headers = { ETag: { description: 'For `If-None-Match`.', schema: { type: 'string' as const } } };
  return applyDecorators(
    ApiOkResponse({ description, headers, content }),
    ApiResponse({ status: 304, description: 'The caller has it: `If-None-Match` names its `ETag`.' }),
  );
}

export function AnswersNothingToShow(): MethodDecorator {
  return AnswersNotFound('There is nothing to show.');
}

export function AnswersBusy(why: string): MethodDecorator {
  return ApiServiceUnavailableResponse({
    description: why,
    type: ErrorAnswer,
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', example: 1 } } },
    example: { detail: ErrorWords.databaseBusy },
  });
}
