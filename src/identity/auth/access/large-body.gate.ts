import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ACCESS_RULE } from '../../../platform/http/index.js';
import { AccessGuard } from './access.guard.js';
import type { AccessRule } from './access-rule.js';

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
    fastify.addHook('onRequest', async (request, reply) => {
      const { handler } = request.routeOptions.config;
      if (handler === undefined) return;
      const rule = Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule;
      await this.guard.check(rule, new ExecutionContextHost([request, reply]));
    });
  }
}
