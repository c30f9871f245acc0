import { createHash, randomUUID } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/index.js';
import { Database, markCommits } from '../../platform/database/index.js';
import { BadRequestError } from '../../platform/errors/index.js';
import { AnswerGiven } from '../../platform/http/index.js';
import type { Principal } from '../users/index.js';
import { UnreadableBody } from '../../platform/validation/index.js';
import { ANSWERS_SECRET } from './answers-secret.js';
import { AnswerLostError, KeyInUseError, KeyReusedError } from './idempotency.errors.js';
import { type FoundKey, markExecuted, takeKey } from './idempotency.sql.js';

/** A request that carries out what its key stands for. */
export interface Reservation {
  readonly userId: number;
  readonly key: string;
  readonly owner: string;
  /** The answer holds a secret, and is not kept. */
  readonly isSecret: boolean;
  /** `failed`: its work, should some of it still go on, must not commit. */
  state: 'open' | 'done' | 'failed';
}

declare module 'fastify' {
  interface FastifyRequest {
    reservation?: Reservation;
  }
}

const METHODS: readonly string[] = ['POST', 'PATCH', 'DELETE'];
const KEY = /^[!-~]{1,255}$/;

/** Time beyond that of a request after which a process has ended without an answer. */
const LEASE_MARGIN_MS = 5000;

/** Gives a repeated request its first answer. Runs after the other guards; without the header it costs nothing. */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { 'idempotency-key': key } = request.headers;
    const { principal, method, body } = request;
    if (key === undefined || principal === undefined || !METHODS.includes(method)) return true;
    if (typeof key !== 'string' || !KEY.test(key))
      throw new BadRequestError('Idempotency-Key has from 1 to 255 visible ASCII characters.');
    // The pipes refuse it, and what was refused is not kept.
    if (body instanceof UnreadableBody) return true;
    const isSecret = Reflect.hasMetadata(ANSWERS_SECRET, context.getHandler());
    return this.take(request, http.getResponse<FastifyReply>(), principal, { key, isSecret });
  }

  private async take(
    request: FastifyRequest,
    reply: FastifyReply,
    { id: userId, standing }: Principal,
    asked: Pick<Reservation, 'key' | 'isSecret'>,
  ): Promise<boolean> {
    const { key } = asked;
    const owner = randomUUID();
    const seconds = (this.config.requestTimeoutMs + LEASE_MARGIN_MS) / 1000;
    const [found] = await this.database.run(takeKey, [
      userId,
      key,
      owner,
      fingerprintOf(request),
      seconds,
      digestOf(standing),
    ]);
    if (found!.taken) {
      const reservation: Reservation = { ...asked, userId, owner, state: 'open' };
      request.reservation = reservation;
      this.markChanges(reservation);
      return true;
    }
    replay(found!, reply);
    throw new AnswerGiven();
  }

  private markChanges(reservation: Reservation): void {
    const { userId, key, owner } = reservation;
    markCommits(async (transaction) => {
      if (reservation.state === 'done') return;
      const isOurs =
        reservation.state === 'open' &&
        (await transaction.run(markExecuted, [userId, key, owner])).length > 0;
      if (!isOurs) throw new KeyInUseError();
    });
  }
}

/** @throws KeyReusedError, KeyInUseError, AnswerLostError */
function replay(
  { same, entitled, running, executed, status, headers, body }: FoundKey,
  reply: FastifyReply,
): void {
  if (same === false) throw new KeyReusedError();
  // The first answer may show what the caller must not see any more.
  if (status !== null && entitled !== true) throw new AnswerLostError();
  if (status === null) {
    if (executed === true && running === false) throw new AnswerLostError();
    throw new KeyInUseError();
  }
  void reply.status(status).headers({ ...headers, 'idempotency-replayed': 'true' });
  void reply.send(body ?? undefined);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function fingerprintOf({ method, url, body }: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  return hash.update(Buffer.isBuffer(body) ? body : body === undefined ? '' : JSON.stringify(body)).digest();
}
