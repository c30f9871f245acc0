import { createHmac } from 'node:crypto';
import { Tokens } from '@fastify/csrf';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../../config/index.js';
import { PermissionDeniedError } from '../../../platform/errors/index.js';
import { SitesService } from '../../site/index.js';
// For the type of reply.setCookie.
import type {} from '@fastify/cookie';
import { cookieValues } from '../../../platform/http/index.js';

/** A name of our own: the LMS, which may have the same host, calls its cookie `csrftoken`. */
export const CSRF_COOKIE = 'credentials_csrftoken';
/** Our name before. Pages that were open during an upgrade hold a token for it, which is bound to the user all the same. */
const FORMER_COOKIE = 'csrftoken';
/** The form of our secrets; any other value of the cookie is replaced. */
const SECRET = /^[\w-]{24,128}$/;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may change something. With cookies it needs a token against forged requests. */
export function isWrite({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return !SAFE_METHODS.has(method);
}

/**
 * Browsers add cookies also to requests that another site's page makes. So a write authenticated by cookies must also
 * carry a token. It is made from a cookie of its own, the user, and a key that only the service knows: whoever can plant
 * a cookie, such as a page of a sister host, can neither compute the token nor use one that the service made for them.
 */
@Injectable()
export class CsrfProtection {
  private readonly tokens = new Tokens({ userInfo: false });
  private readonly origins: ReadonlySet<string>;
  private readonly secure: boolean;

  constructor(
    config: Config,
    @Inject(SitesService) private readonly sites: Pick<SitesService, 'csrfKey'>,
  ) {
    const { origin, protocol } = new URL(config.publicUrl);
    this.origins = new Set([origin, ...config.corsOrigins]);
    this.secure = protocol === 'https:';
  }

  /**
   * A token for the caller and the secret in their cookie. Sets the cookie if there is none.
   * @param userId undefined: anonymous; such a token is good for no write
   */
  async issue(request: FastifyRequest, reply: FastifyReply, userId: number | undefined): Promise<string> {
    const [known] = secretsOf(request, CSRF_COOKIE);
    const secret = known ?? this.tokens.secretSync();
    const bound = await this.bind(secret, userId);
    if (known === undefined) {
      void reply.setCookie(CSRF_COOKIE, secret, {
        path: '/',
        sameSite: 'lax',
        secure: this.secure,
        httpOnly: true,
      });
    }
    return this.tokens.create(bound);
  }

  /** @throws CsrfError when a write has a foreign origin, or no token that fits its cookie and its user */
  async requireToken(request: FastifyRequest, userId: number): Promise<void> {
    const { origin } = request.headers;
    if (origin !== undefined && !this.origins.has(origin)) {
      throw new CsrfError('Origin checking failed.');
    }
    const token = request.headers['x-csrftoken'];
    const secrets = [...secretsOf(request, CSRF_COOKIE), ...secretsOf(request, FORMER_COOKIE)];
    for (const secret of typeof token === 'string' ? secrets : []) {
      // It compares in constant time.
      if (this.tokens.verify(await this.bind(secret, userId), token as string)) return;
    }
    throw new CsrfError('CSRF token missing or incorrect.');
  }

  private async bind(secret: string, userId: number | undefined): Promise<string> {
    const key = await this.sites.csrfKey();
    return createHmac('sha256', key)
      .update(`${userId ?? ''}.${secret}`)
      .digest('base64url');
  }
}

/** A write with cookies that may come from another site. */
class CsrfError extends PermissionDeniedError {
  override readonly code = 'csrf_failed';

  constructor(reason: string) {
    super(`CSRF Failed: ${reason}`);
  }
}

function secretsOf({ headers }: FastifyRequest, name: string): string[] {
  return cookieValues(headers.cookie, name).filter((secret) => SECRET.test(secret));
}
