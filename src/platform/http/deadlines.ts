import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorWriter } from './error-writer.js';
import { CallerLeftError, LateError } from '../errors/index.js';
import { type Listed, OpenList } from '../memory/index.js';
import { Deadline } from '../telemetry/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** How long its caller waits. Null before the first hook. */
    deadline: RequestDeadline | null;
  }
}

/** Share of a request's time after which its work is stopped. The rest is for the answer that says so. */
const PART_FOR_WORK = 0.85;

/** How often the open requests are looked through. One timer for all of them costs less than one for each. */
const SWEEPS_IN_TIMEOUT = 40;
const LONGEST_SWEEP_MS = 250;

/** The deadline of a request. Its time begins when the request is complete: senders of slow bodies have limits of their own. */
export class RequestDeadline extends Deadline implements Listed {
  /** The answer is known, and on its way. */
  answered = false;
  /** Among those of the open requests. */
  place = 0;
  private since = performance.now();

  constructor(
    readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {
    super();
  }

  /** Milliseconds that its work has taken by `now`. */
  age(now: number): number {
    const { raw } = this.request;
    if (!raw.complete && raw.readableFlowing === true) this.since = now;
    return now - this.since;
  }
}

/** Ends every request in time: with its answer, or with a 503. */
export class RequestDeadlines {
  private readonly logger = new Logger(RequestDeadlines.name);
  private readonly open = new OpenList<RequestDeadline>();

  constructor(
    private readonly timeoutMs: number,
    private readonly errors: ErrorWriter,
  ) {}

  /** Stops the work of requests whose time is over or whose callers have gone, while the application runs. */
  register(fastify: FastifyInstance): void {
    const everyMs = Math.min(LONGEST_SWEEP_MS, this.timeoutMs / SWEEPS_IN_TIMEOUT);
    const timer = setInterval(() => this.sweep(performance.now(), everyMs), everyMs).unref();
    fastify.decorateRequest('deadline', null);
    fastify.addHook('onSend', (request, _reply, payload, done) => {
      if (request.deadline !== null) request.deadline.answered = true;
      done(null, payload);
    });
    fastify.addHook('onClose', (_instance, done) => {
      clearInterval(timer);
      done();
    });
  }

  begin(request: FastifyRequest, reply: FastifyReply): RequestDeadline {
    const deadline = new RequestDeadline(request, reply);
    request.deadline = deadline;
    this.open.add(deadline);
    return deadline;
  }

  /** @param isAborted the caller has left before the answer */
  close(deadline: RequestDeadline, isAborted: boolean): void {
    if (isAborted) deadline.end(new CallerLeftError());
    deadline.finish();
    this.open.delete(deadline);
  }

  private sweep(now: number, untilNextMs: number): void {
    for (const deadline of this.open) {
      const age = deadline.age(now);
      if (deadline.request.raw.socket.destroyed) {
        // A later request of the same connection has no event of its own.
        this.close(deadline, true);
      } else if (age >= PART_FOR_WORK * this.timeoutMs && !deadline.answered) {
        deadline.end(new LateError());
        if (age + untilNextMs >= this.timeoutMs) this.answer(deadline);
      }
    }
  }

  /** Answers in the place of work that cannot be stopped. Its own answer, should it still come, is dropped. */
  private answer({ request, reply }: RequestDeadline): void {
    this.logger.warn({ message: 'A request took too long', route: request.routeOptions.url });
    const { status, headers, text } = this.errors.answer(new LateError(), request);
    void reply.status(status).headers(headers).send(text);
    Object.assign(reply, { send: () => reply });
  }
}
