import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { bodyExceeds } from './body-size.js';

/** Longest time that a caller may go on sending an unwanted body. */
const READING_TIMEOUT_MS = 10_000;

/**
 * Some answers are known before the body has come: it is too large, its type is unknown, the caller may not send it.
 * Many clients send all of it before they read. If the connection closes meanwhile, they see a broken pipe and not the
 * reason. So the rest of the body is read and dropped before such an answer.
 */
export function answerAfterTheBody(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, reply, payload, done) => {
    // A caller who has gone sends nothing more, not even an end. One who is too slow has had the time.
    const isLate = reply.statusCode === 408;
    if (raw.complete || raw.destroyed || isLate || !bodyExceeds(raw, 0)) done(null, payload);
    else
      readOn(raw, () => {
        done(null, payload);
      });
  });
}

/** Calls `done` once: at the end of the message, when the caller has gone, or after the longest wait. */
function readOn(message: IncomingMessage, done: () => void): void {
  const finish = () => {
    clearTimeout(patience);
    message.off('end', finish).off('close', finish);
    done();
  };
  const patience = setTimeout(finish, READING_TIMEOUT_MS);
  message.once('end', finish).once('close', finish).resume();
}
