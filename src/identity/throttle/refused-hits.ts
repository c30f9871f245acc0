import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Database } from '../../platform/database/index.js';
import { fastifyOf } from '../../platform/http/index.js';
import { removeRateLimit } from './rate-limit.js';
import { forgetHit } from './throttle.sql.js';

/** A call that `ThrottleGuard` has counted. */
export interface CountedHit {
  readonly scope: string;
  readonly userId: number;
  /** The time under which it is counted, with microseconds. */
  readonly time: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    countedHit?: CountedHit;
  }
}

/**
 * Takes a call that its handler refuses with 403 off the count, before the answer goes: nothing was done for its caller.
 * A hook: an interceptor would cost each call of these routes an observable.
 */
@Injectable()
export class RefusedHits implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const fastify = fastifyOf(this.host);
    if (fastify === undefined) return;
    fastify.addHook('onSend', ({ countedHit }, reply, payload, done) => {
      if (countedHit === undefined || reply.statusCode !== 403) {
        done(null, payload);
        return;
      }
      removeRateLimit(reply);
      const { scope, userId, time } = countedHit;
      const send = () => done(null, payload);
      // Without the database it stays counted, which is no reason to change the answer.
      this.database.run(forgetHit, [scope, userId, time]).then(send, send);
    });
  }
}
