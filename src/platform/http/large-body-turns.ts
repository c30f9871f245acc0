import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import { ErrorWords, BadRequestError, BusyError } from '../errors/index.js';
import { bodyExceeds } from './body-size.js';

/** Bytes up to which a body is read as on any other route: it costs little, and came with the headers as a rule. */
const SMALL_BODY_BYTES = 16 * 1024;

/**
 * Fewer than half of the pool's connections, so that there is one for other requests at any time. With sixteen callers of
 * bulks of 1,000 questions the process spent a fifth less time than with no such bound, and needed 25 MB less: what waits
 * for the database outlives the young generation, and the garbage collector has to look through all of it.
 */
const MOST_AT_ONCE = 4;

/** Milliseconds; less than a request has to arrive in (see application.ts). */
const LONGEST_WAIT_MS = 30_000;

/** Whether a request brings more than other routes take lightly. */
export function bringsLargeBody(message: IncomingMessage): boolean {
  return bodyExceeds(message, SMALL_BODY_BYTES);
}

/** Lets few large bodies be worked on at once. The others wait, unread, in the sockets that they come by. */
export class LargeBodyTurns {
  private readonly limit = pLimit(MOST_AT_ONCE);
  private readonly ends = new WeakMap<FastifyRequest, () => void>();

  /** Resolves when the body may be read. @throws BusyError; BadRequestError when its caller has gone meanwhile */
  take(request: FastifyRequest, { raw }: FastifyReply): Promise<void> {
    return new Promise((resolve, reject) => {
      let isWaiting = true;
      const late = setTimeout(() => {
        isWaiting = false;
        reject(new BusyError());
      }, LONGEST_WAIT_MS);
      void this.limit(async () => {
        clearTimeout(late);
        if (!isWaiting) return;
        if (request.raw.destroyed) {
          reject(new BadRequestError(ErrorWords.cutOff));
          return;
        }
        await new Promise<void>((end) => {
          this.ends.set(request, end);
          // Of a whole body there will be an answer, though its caller may have gone; until then the work goes on.
          raw.once('close', () => {
            if (!request.raw.complete) end();
          });
          resolve();
        });
      });
    });
  }

  /** To be called when the answer is known, whatever it is. */
  end(request: FastifyRequest): void {
    this.ends.get(request)?.();
  }
}
