import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CALLER, PRIVATE, varyBy } from './caching.js';
import { type ErrorPages, pageOfBroken } from './error-pages.js';
import type { ErrorWriter } from './error-writer.js';
import { refusalOf } from './refusal-words.js';

/** Time for the caller to read the answer before the connection is cut. */
const READING_TIMEOUT_MS = 1000;

/** Answers requests that no hook sees, with the headers that hooks give to all others. */
export class BrokenRequests {
  private readonly headers: Readonly<Record<string, string>>;

  /**
   * @param standardHeaders those of every answer
   * @param errors write the bodies
   * @param isLeaving whether the process is about to stop, and keeps no connection
   * @param pages those of errors; nobody asks for them before the application is built
   */
  constructor(
    standardHeaders: Readonly<Record<string, string>>,
    private readonly errors: ErrorWriter,
    private readonly isLeaving: () => boolean,
    private readonly pages: () => ErrorPages,
  ) {
    this.headers = { ...standardHeaders, 'cache-control': PRIVATE };
  }

  /** Answers what Fastify refuses before any hook, for instance an address with a broken escape. */
  readonly answerFrameworkError = (
    error: FastifyError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void => {
    const status = error.statusCode ?? 400;
    if (this.isLeaving()) reply.header('connection', 'close');
    const { headers, text } = this.errors.answer(refusalOf(status), request);
    void reply.status(status).headers({ ...this.headers, ...headers, 'x-request-id': request.id });
    const page = pageOfBroken(request, status, this.pages());
    if (page === undefined) {
      void reply.send(text);
      return;
    }
    varyBy(reply, `${CALLER}, Accept, Accept-Language`);
    void reply.headers({ ...page.headers, 'content-type': 'text/html; charset=utf-8' }).send(page.body);
  };

  /** Answers what is not HTTP, has too large headers or does not arrive. There may be no request yet, only a socket. */
  readonly answerBrokenRequest = (error: { readonly code?: string }, socket: Socket): void => {
    // A connection that was opened in advance and never used has no use for an answer.
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    const status = STATUS_OF[error.code ?? ''] ?? 400;
    const id = randomUUID();
    const { headers: own, text } = this.errors.write(refusalOf(status), { id });
    const headers = {
      ...this.headers,
      ...own,
      'content-length': String(text.length),
      'x-request-id': id,
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${text}`);
    // Without it a caller who neither reads nor closes would keep the descriptor.
    setTimeout(() => socket.destroy(), READING_TIMEOUT_MS).unref();
  };
}

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
