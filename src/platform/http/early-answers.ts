import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { bodyExceeds } from './body-size.js';

/** How long a caller may go on sending what nobody wants, milliseconds. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Some answers are known before the body has come: it is too large, its type is unknown, the caller may not send it.
 * Many clients send all of it before they look for an answer, and one that finds its connection closed meanwhile sees a
 * broken pipe and not the reason. So what is left is read, and thrown away, before such an answer.
 */
export function answerAfterTheBody(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, _reply, payload, done) => {
    // Of a caller who has gone nothing more comes, not even an end.
    if (raw.complete || raw.destroyed || !bodyExceeds(raw, 0)) done(null, payload);
    else
      readOn(raw, () => {
        done(null, payload);
      });
  });
}

/** Calls `done` once at the end of the message, when the caller has gone, or when it has taken too long. */
function readOn(message: IncomingMessage, done: () => void): void {
  const finish = () => {
    clearTimeout(patience);
    message.off('end', finish).off('close', finish);
    done();
  };
  const patience = setTimeout(finish, LONGEST_WAIT_MS);
  message.once('end', finish).once('close', finish).resume();
}
