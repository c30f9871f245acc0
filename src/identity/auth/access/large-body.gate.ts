import { type ExecutionContext, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bringsLargeBody, fastifyOf } from '../../../platform/http/index.js';
import { AccessGuard } from './access.guard.js';

/**
 * Checks the access rule before a large body is read; guards run too late. Parsing eight megabytes of brackets costs a
 * second and hundreds of megabytes, which strangers must not cause.
 */
@Injectable()
export class LargeBodyGate implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly guard: AccessGuard,
  ) {}

  onModuleInit(): void {
    const fastify = fastifyOf(this.host);
    if (fastify === undefined) return;
    // With callbacks: every request passes here, and a promise for each costs time.
    fastify.addHook('onRequest', (request, reply, done) => {
      const { handler } = request.routeOptions.config;
      if (handler === undefined || !bringsLargeBody(request)) {
        done();
        return;
      }
      this.admit(handler, request, reply).then(
        () => done(),
        (error: unknown) => done(error as Error),
      );
    });
  }

  /** @throws NotAuthenticatedError, PermissionDeniedError */
  private async admit(handler: () => unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const context: ExecutionContext = new ExecutionContextHost([request, reply], null, handler);
    await this.guard.canActivate(context);
  }
}
