import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { Database } from '../../platform/database/index.js';
import { describeError } from '../../platform/errors/index.js';
import { fastifyOf } from '../../platform/http/index.js';
import type { Reservation } from './idempotency.guard.js';
import { keepAnswer, releaseKey } from './idempotency.sql.js';

/** The headers that belong to an answer and not to its delivery. */
const HEADERS = ['content-type', 'content-disposition', 'etag', 'location', 'x-ignored-parameters'] as const;

/** A larger answer is not kept. A list of a thousand results has less than one. */
const MOST_BYTES = 5 * 1024 * 1024;

const TIMEOUT_MS = 2000;

/** Keeps the answer to a request with an `Idempotency-Key` before it goes, or frees the key of a refused request. */
@Injectable()
export class KeptAnswers implements OnModuleInit {
  private readonly logger = new Logger(KeptAnswers.name);

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const fastify = fastifyOf(this.host);
    if (fastify === undefined) return;
    fastify.addHook('onSend', ({ reservation }, reply, payload: unknown, done) => {
      if (reservation === undefined) {
        done(null, payload);
        return;
      }
      const send = () => done(null, payload);
      this.settle(reservation, reply, payload).then(send, (error: unknown) => {
        this.logger.warn(`The answer to a request with a key was not kept (${describeError(error)})`);
        send();
      });
    });
  }

  private async settle(reservation: Reservation, reply: FastifyReply, payload: unknown): Promise<void> {
    const { userId, key, owner, isSecret } = reservation;
    const status = reply.statusCode;
    reservation.state = status < 400 ? 'done' : 'failed';
    if (status >= 400) {
      await this.database.run(releaseKey, [userId, key, owner], TIMEOUT_MS);
      return;
    }
    const body = bytesOf(payload);
    const isKept = !isSecret && body !== undefined && body.length <= MOST_BYTES;
    const headers = JSON.stringify(Object.fromEntries(HEADERS.flatMap((name) => headerOf(reply, name))));
    const answer = isKept ? ([status, headers, body] as const) : ([null, null, null] as const);
    await this.database.run(keepAnswer, [userId, key, owner, ...answer], TIMEOUT_MS);
  }
}

function headerOf(reply: FastifyReply, name: string): [string, string][] {
  const value = reply.getHeader(name);
  return value === undefined ? [] : [[name, String(value)]];
}

/** Undefined for a stream, which nobody can send twice. */
function bytesOf(payload: unknown): Buffer | undefined {
  if (payload === undefined || payload === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(payload)) return payload;
  return typeof payload === 'string' ? Buffer.from(payload) : undefined;
}
