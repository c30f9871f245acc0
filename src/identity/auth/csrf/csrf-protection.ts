import { Tokens } from '@fastify/csrf';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../../config/index.js';
import { PermissionDeniedError } from '../../../platform/errors/index.js';
// For the types of request.cookies and reply.setCookie.
import type {} from '@fastify/cookie';

const COOKIE = 'csrftoken';
/** What this service may have set; anything else in the cookie is replaced. */
const SECRET = /^[\w-]{24,128}$/;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Browsers send cookies with requests that another site's page makes. So a write that is authenticated by cookies must
 * also carry a token that only a page which can read our answers has, made from a secret in a cookie of its own.
 */
@Injectable()
export class CsrfProtection {
  private readonly tokens = new Tokens({ userInfo: false });
  private readonly origins: ReadonlySet<string>;
  private readonly secure: boolean;

  constructor(config: Config) {
    const { origin, protocol } = new URL(config.publicUrl);
    this.origins = new Set([origin, ...config.corsOrigins]);
    this.secure = protocol === 'https:';
  }

  /** A token for the secret in the caller's cookie, which is set if there is none. */
  issue(request: FastifyRequest, reply: FastifyReply): string {
    const known = secretOf(request);
    const secret = known ?? this.tokens.secretSync();
    if (known === undefined) {
      void reply.setCookie(COOKIE, secret, {
        path: '/',
        sameSite: 'lax',
        secure: this.secure,
        httpOnly: true,
      });
    }
    return this.tokens.create(secret);
  }

  /** @throws PermissionDeniedError when a write comes from a strange origin or without a token that fits its cookie. */
  check(request: FastifyRequest): void {
    if (SAFE_METHODS.has(request.method)) return;
    const { origin } = request.headers;
    if (origin !== undefined && !this.origins.has(origin)) {
      throw new PermissionDeniedError('CSRF Failed: Origin checking failed.');
    }
    const secret = secretOf(request);
    const token = request.headers['x-csrftoken'];
    if (secret === undefined || typeof token !== 'string' || !this.tokens.verify(secret, token)) {
      throw new PermissionDeniedError('CSRF Failed: CSRF token missing or incorrect.');
    }
  }
}

function secretOf({ cookies }: FastifyRequest): string | undefined {
  const secret = cookies[COOKIE];
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}
