import { createHash } from 'node:crypto';
import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  Injectable,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiPreconditionFailedResponse, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { AnswersJson } from './answers.js';
import { ErrorAnswer } from './error.answer.js';
import { BadRequestError, ErrorWords, PreconditionFailedError } from '../errors/index.js';

const ANY_TAG = '*';
const TAGS = String.raw`^(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*$`;
const ARE_TAGS = new RegExp(TAGS);

/** The tag of an answer. Two answers have the same tag if and only if they are the same text. */
export function entityTag(answer: string | Buffer): string {
  return `"${createHash('sha256').update(answer).digest('base64url').slice(0, 27)}"`;
}

/** Whether `If-None-Match` names the tag. Weak and strong tags of the same text count as equal. */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const plain = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((known) => known.trim() === ANY_TAG || plain(known) === plain(tag));
}

/**
 * Checks that the thing is still as the caller has read it. Call it under a lock that stops other changes.
 * @param ifMatch the request's header of that name; absent, anything matches
 * @param current the answer to a read at this moment, undefined when there is no such thing
 * @throws PreconditionFailedError
 */
export function requireMatch(ifMatch: string | undefined, current: string | Buffer | undefined): void {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (current === undefined || !(tags.includes(ANY_TAG) || tags.includes(entityTag(current)))) {
    throw new PreconditionFailedError();
  }
}

export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined => {
    const { 'if-match': tags } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (tags === undefined || tags === ANY_TAG || ARE_TAGS.test(tags)) return tags;
    throw new BadRequestError(ErrorWords.noEntityTag);
  },
);

@Injectable()
class EntityTagInterceptor implements NestInterceptor<string | Buffer> {
  intercept(context: ExecutionContext, next: CallHandler<string | Buffer>): Observable<string | Buffer> {
    return next.handle().pipe(
      map((answer) => {
        void context.switchToHttp().getResponse<FastifyReply>().header('etag', entityTag(answer));
        return answer;
      }),
    );
  }
}

const ETAG = { ETag: { description: 'For `If-Match`.', schema: { type: 'string' as const } } };

/** Answers 200 with JSON text and its tag. */
export function AnswersTagged(type: Type): MethodDecorator {
  return applyDecorators(
    AnswersJson(200, type),
    ApiResponse({ status: 200, type, headers: ETAG }),
    UseInterceptors(EntityTagInterceptor),
  );
}

/** Answers 200 with a file of one of the media types and its tag. */
export function AnswersTaggedFile(types: readonly string[], description: string): MethodDecorator {
  const schema = { type: 'string' as const, format: 'binary' };
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  return applyDecorators(
    HttpCode(200),
    ApiResponse({ status: 200, description, content, headers: ETAG }),
    UseInterceptors(EntityTagInterceptor),
  );
}

/** Takes `If-Match`: 412 when the thing has changed since. */
export function TakesIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      // Two alternatives and an example: generators of requests find no text for one pattern over both.
      schema: {
        example: ANY_TAG,
        anyOf: [
          { type: 'string', enum: [ANY_TAG] },
          { type: 'string', pattern: TAGS },
        ],
      },
      description:
        'The `ETag` of the answer that this change starts from. Without it the change is made in any case.',
    }),
    ApiPreconditionFailedResponse({ type: ErrorAnswer, description: 'Somebody changed it meanwhile.' }),
  );
}
