import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import { ErrorWords, BadRequestError, BusyError } from '../errors/index.js';
import { bodyExceeds } from './body-size.js';

/** A smaller body is read as on any other route: it costs little, and usually comes with the headers. */
const SMALL_BODY_BYTES = 16 * 1024;

/**
 * Fewer than half of the pool's connections, so that other requests always find one. With sixteen callers of bulks of
 * 1,000 questions this bound saved a fifth of the process's time and 25 MB: requests that wait for the database outlive
 * the young generation, and the garbage collector has to scan all of them.
 */
const MOST_BODIES = 4;

/** Less than the time in which a request must arrive (see application.ts). */
const TURN_TIMEOUT_MS = 30_000;

/** Whether a request's body is too large to be read like others. */
export function bringsLargeBody(message: IncomingMessage): boolean {
  return bodyExceeds(message, SMALL_BODY_BYTES);
}

/** Limits how many large bodies are worked on at once. The others wait, unread, in their sockets. */
export class LargeBodyTurns {
  private readonly limit = pLimit(MOST_BODIES);
  private readonly ends = new WeakMap<FastifyRequest, () => void>();

  /** Resolves when the body may be read. @throws BusyError; BadRequestError when the caller has gone */
  take(request: FastifyRequest, { raw }: FastifyReply): Promise<void> {
    return new Promise((resolve, reject) => {
      let isWaiting = true;
      const late = setTimeout(() => {
        isWaiting = false;
        reject(new BusyError());
      }, TURN_TIMEOUT_MS);
      void this.limit(async () => {
        clearTimeout(late);
        if (!isWaiting) return;
        if (request.raw.destroyed) {
          reject(new BadRequestError(ErrorWords.cutOff));
          return;
        }
        await new Promise<void>((end) => {
          this.ends.set(request, end);
          // A complete body gets its answer even if the caller has gone, and the turn lasts until then.
          raw.once('close', () => {
            if (!request.raw.complete) end();
          });
          resolve();
        });
      });
    });
  }

  /** Ends the turn. Call it when the answer is known, whatever it is. */
  end(request: FastifyRequest): void {
    this.ends.get(request)?.();
  }
}
