import { Tokens } from '@fastify/csrf';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../../config/index.js';
import { PermissionDeniedError } from '../../../platform/errors/index.js';
// For the types of request.cookies and reply.setCookie.
import type {} from '@fastify/cookie';

const COOKIE = 'csrftoken';
/** The form of our secrets; any other value of the cookie is replaced. */
const SECRET = /^[\w-]{24,128}$/;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Browsers add cookies also to requests that another site's page makes. So a write authenticated by cookies must also
 * carry a token. It is made from a secret in its own cookie, and only a page that may read our answers can get it.
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

  /** A token for the secret in the caller's cookie. Sets the cookie if there is none. */
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

  /** @throws PermissionDeniedError when a write has a foreign origin, or no token that fits its cookie */
  requireToken(request: FastifyRequest): void {
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
