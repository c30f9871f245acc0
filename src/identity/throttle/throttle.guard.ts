import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config, type Rate } from '../../config/index.js';
import { Database } from '../../platform/database/index.js';
import { ThrottledError } from '../../platform/errors/index.js';
import { rateLimitHeaders } from './rate-limit.js';
import { THROTTLE_SCOPE, type ThrottleScope } from './throttle.decorator.js';
import { countHit } from './throttle.sql.js';

/** Refuses users who call too often. Runs after the access guard. */
@Injectable()
export class ThrottleGuard implements CanActivate {
  private readonly rates: Readonly<Record<ThrottleScope, Rate | null>>;

  constructor(
    private readonly database: Database,
    private readonly reflector: Reflector,
    config: Config,
  ) {
    this.rates = {
      credentials: config.throttleCredentials,
      grades: config.throttleGrades,
      records: config.throttleRecords,
      'record-mails': config.throttleRecords,
    };
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { principal } = request;
    if (principal === undefined || principal.isStaff) return true;
    const scope = this.reflector.getAllAndOverride<ThrottleScope | undefined>(THROTTLE_SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const rate = scope && this.rates[scope];
    return scope && rate
      ? this.count(request, http.getResponse<FastifyReply>(), scope, principal.id, rate)
      : true;
  }

  private async count(
    request: FastifyRequest,
    reply: FastifyReply,
    scope: ThrottleScope,
    userId: number,
    rate: Rate,
  ): Promise<boolean> {
    const { limit, seconds } = rate;
    const [result] = await this.database.run(countHit, [scope, userId, limit, seconds]);
    const reset = Math.max(1, Math.ceil(result?.seconds ?? seconds));
    void reply.headers(rateLimitHeaders(rate, limit - (result?.used ?? limit), reset));
    if (result?.allowed !== true) throw new ThrottledError(reset);
    if (result.hit !== null) request.countedHit = { scope, userId, time: result.hit };
    return true;
  }
}
