import { gunzipSync } from 'node:zlib';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { ErrorWords } from '../platform/errors/index.js';
import {
  AnswersErrorPages,
  AnswersNotFound,
  AnswersWithoutDatabase,
  ErrorAnswer,
  namesTag,
  takesGzip,
  varyBy,
} from '../platform/http/index.js';
import type { FileAnswer } from './file-answer.js';

type FileBody = string | Buffer | undefined;

/** Sends the file that a handler returns, or says that the caller has it. */
class FileInterceptor implements NestInterceptor<FileAnswer> {
  intercept(context: ExecutionContext, next: CallHandler<FileAnswer>): Observable<FileBody> {
    const http = context.switchToHttp();
    return next.handle().pipe(concatMap((answer) => bodyOf(answer, http.getRequest(), http.getResponse())));
  }
}

async function bodyOf(
  { headers, load }: FileAnswer,
  { headers: wanted }: FastifyRequest,
  reply: FastifyReply,
): Promise<FileBody> {
  const { vary, 'content-type': type, 'content-encoding': encoding, ...others } = headers;
  const isKnown = namesTag(wanted['if-none-match'], headers.etag);
  // Undefined, since a text, even an empty one, would get a type, which a cache may store for its copy.
  const body = isKnown ? undefined : await load();
  void reply.headers(others);
  // Others have named headers by which answers vary.
  if (vary !== undefined) varyBy(reply, vary);
  if (body === undefined) {
    void reply.status(304);
    return body;
  }
  void reply.header('content-type', type);
  if (encoding === undefined) return body;
  if (!takesGzip(wanted['accept-encoding'])) return gunzipSync(body);
  void reply.header('content-encoding', encoding);
  return body;
}

/**
 * The handler returns a `FileAnswer`.
 * @param example the text of the file, or its beginning; none for a binary file
 */
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
    UseInterceptors(FileInterceptor),
    AnswersWithoutDatabase(),
    ApiOkResponse({ description, headers, content }),
    ApiResponse({ status: 304, description: 'The caller has it: `If-None-Match` names its `ETag`.' }),
  );
}

/** 404, as a page for people. */
export function AnswersNothingToShow(): MethodDecorator {
  return applyDecorators(AnswersErrorPages(), AnswersNotFound('There is nothing to show.'));
}

export function AnswersBusy(why: string): MethodDecorator {
  return ApiServiceUnavailableResponse({
    description: why,
    type: ErrorAnswer,
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', example: 1 } } },
    example: { detail: ErrorWords.databaseBusy },
  });
}
