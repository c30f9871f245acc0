import type { HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** The server of an application; undefined where there is none, as on the command line. */
export function fastifyOf({ httpAdapter }: HttpAdapterHost): FastifyInstance | undefined {
  return httpAdapter instanceof FastifyAdapter ? httpAdapter.getInstance() : undefined;
}
