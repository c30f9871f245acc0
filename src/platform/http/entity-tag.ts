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
import { ErrorBody } from './error-body.js';
import { PreconditionFailedError } from '../errors/index.js';

/** What stands for one state of a thing: two answers have the same tag if and only if they are the same text. */
export function entityTag(answer: string | Buffer): string {
  return `"${createHash('sha256').update(answer).digest('base64url').slice(0, 27)}"`;
}

/**
 * Whether the thing still is what the caller has read. To be asked under a lock that keeps others from changing it.
 * @param ifMatch the request's header of that name; absent, anything matches
 * @param current the answer to a read at this moment, undefined when there is no such thing
 * @throws PreconditionFailedError
 */
export function requireMatch(ifMatch: string | undefined, current: string | Buffer | undefined): void {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (current === undefined || !(tags.includes('*') || tags.includes(entityTag(current)))) {
    throw new PreconditionFailedError();
  }
}

/** The request's `If-Match` header, for a handler that changes something. */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'],
);

/** Sends the tag of the answer along with it. */
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

/** 200 with JSON text and its tag. */
export function AnswersTagged(type: Type): MethodDecorator {
  return applyDecorators(
    AnswersJson(200, type),
    ApiResponse({ status: 200, type, headers: ETAG }),
    UseInterceptors(EntityTagInterceptor),
  );
}

/** 200 with a file of one of the media types and its tag. */
export function AnswersTaggedFile(types: readonly string[], description: string): MethodDecorator {
  const schema = { type: 'string' as const, format: 'binary' };
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  return applyDecorators(
    HttpCode(200),
    ApiResponse({ status: 200, description, content, headers: ETAG }),
    UseInterceptors(EntityTagInterceptor),
  );
}

/** Takes `If-Match`: 412 when somebody changed the thing since. */
export function TakesIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The `ETag` of the answer that this change starts from. Without it the change is made in any case.',
    }),
    ApiPreconditionFailedResponse({ type: ErrorBody, description: 'Somebody changed it meanwhile.' }),
  );
}
