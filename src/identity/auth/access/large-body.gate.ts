import { type ExecutionContext, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AccessGuard } from './access.guard.js';

/**
 * Guards run after the body was read. On the few routes that take large ones the rule is asked before that too: eight
 * megabytes of brackets cost a second and hundreds of megabytes to parse, which nobody unknown may make us do.
 */
@Injectable()
export class LargeBodyGate implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly guard: AccessGuard,
  ) {}

  onModuleInit(): void {
    const { httpAdapter } = this.host;
    if (!(httpAdapter instanceof FastifyAdapter)) return;
    const fastify: FastifyInstance = httpAdapter.getInstance();
    // With a callback: all requests come by here, and a promise for each of them is not free.
    fastify.addHook('onRequest', (request, reply, done) => {
      const { handler } = request.routeOptions.config;
      if (handler === undefined) {
        done();
        return;
      }
      this.admit(new ExecutionContextHost([request, reply], null, handler)).then(
        () => done(),
        (error: unknown) => done(error as Error),
      );
    });
  }

  /** @throws NotAuthenticatedError, PermissionDeniedError */
  private async admit(context: ExecutionContext): Promise<void> {
    await this.guard.canActivate(context);
  }
}
