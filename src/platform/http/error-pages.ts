import { applyDecorators, Injectable } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_PAGES } from '../openapi/index.js';
import { qualityOf } from './accept.js';
import { varyBy } from './caching.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route is for people: its errors are pages. */
    isForPeople?: boolean;
  }
}

/** An error as HTML. */
export interface ErrorPage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whom a path without a route is for. `anyone`: a browser gets a page, others get JSON. */
export type Audience = 'people' | 'machines' | 'anyone';

/** The pages of errors. A service without pages uses this class; one with pages provides another in its place. */
@Injectable()
export class ErrorPages {
  audienceOf(_path: string): Audience {
    return 'machines';
  }

  /** The page for an error; undefined: JSON. */
  pageOf(_request: FastifyRequest, _status: number): ErrorPage | undefined {
    return undefined;
  }
}

/** The errors of the route are pages, for callers who do not want JSON rather than HTML. */
export function AnswersErrorPages(): MethodDecorator {
  return applyDecorators(RouteConfig({ isForPeople: true }), ApiExtension(ERROR_PAGES, true));
}

/** Replaces errors in JSON by pages, where a person asked. Whatever part of the service answers, it comes by here. */
export function showErrorPages(fastify: FastifyInstance, pages: ErrorPages): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const wantsPage = isErrorInJson(reply) && prefersPage(request, audienceOf(request, pages));
    const page = wantsPage && pages.pageOf(request, reply.statusCode);
    if (!page) {
      done(null, payload);
      return;
    }
    varyBy(reply, 'Accept, Accept-Language');
    reply.headers({ ...page.headers, 'content-type': 'text/html; charset=utf-8' });
    done(null, page.body);
  });
}

/** The page for an error that no hook sees; undefined: JSON. Its address has no route, so the path tells whom it is for. */
export function pageOfBroken(
  request: FastifyRequest,
  status: number,
  pages: ErrorPages,
): ErrorPage | undefined {
  const audience = pages.audienceOf(pathOf(request.url));
  return prefersPage(request, audience) ? pages.pageOf(request, status) : undefined;
}

function isErrorInJson(reply: FastifyReply): boolean {
  return reply.statusCode >= 400 && String(reply.getHeader('content-type')).startsWith('application/json');
}

/** Without a wish a caller gets a page only where a person reads: a form that writes says what it wants. */
function prefersPage({ method, headers: { accept } }: FastifyRequest, audience: Audience): boolean {
  const preference = qualityOf(accept, 'text/html') - qualityOf(accept, 'application/json');
  const reads = method === 'GET' || method === 'HEAD';
  if (audience === 'people' && reads) return preference >= 0;
  return audience !== 'machines' && preference > 0;
}

function audienceOf({ is404, routeOptions, url }: FastifyRequest, pages: ErrorPages): Audience {
  if (!is404) return routeOptions.config.isForPeople === true ? 'people' : 'machines';
  return pages.audienceOf(pathOf(url));
}

function pathOf(url: string): string {
  return url.split('?', 1)[0]!;
}
