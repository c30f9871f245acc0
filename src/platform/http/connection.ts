import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Listed } from '../memory/index.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

type Exchange = readonly [request: IncomingMessage, response: ServerResponse];

/** While so many requests wait, the connection is not read. Clients that pipeline have a few dozen under way. */
const ENOUGH_WAITING = 64;

/** How fast an answer must be taken. */
export interface TakingLimits {
  readonly takingMs: number;
  readonly leastBytesPerMs: number;
}

/** So many requests that waited begin in a turn of the event loop. A short one takes about 0.1 ms. */
const BEGUN_A_TURN = 16;

/**
 * The requests that wait behind others of their connections begin in turn, some in each turn of the event loop. Other
 * connections come first: hundreds of short answers in a row would keep them waiting, and new ones all the more.
 */
export class Turns {
  /** Requests that wait, of all connections. */
  waiting = 0;
  private readonly queue: (() => void)[] = [];
  private isScheduled = false;

  take(begin: () => void): void {
    this.queue.push(begin);
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.run);
  }

  private readonly run = (): void => {
    this.isScheduled = false;
    for (const begin of this.queue.splice(0, BEGUN_A_TURN)) begin();
    if (this.queue.length > 0) this.schedule();
  };
}

/** One connection. Its requests are handled one after the other, since their answers go out in that order anyway. */
export class Connection implements Listed {
  /** Among the open connections. */
  place = 0;
  private current: Exchange | undefined;
  private readonly waiting: Exchange[] = [];
  /** The last time by which the answer that is being sent must have been taken. */
  private takeBy: number | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly handle: Handler,
    private readonly turns: Turns,
    private readonly limits: TakingLimits,
  ) {
    socket.once('close', () => this.forget());
    // Reading a body resumes the socket.
    socket.on('resume', () => {
      if (this.waiting.length >= ENOUGH_WAITING) socket.pause();
    });
  }

  /** Returns whether the request has to wait. */
  receive(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.current === undefined) {
      this.begin([request, response]);
      return false;
    }
    this.waiting.push([request, response]);
    this.turns.waiting += 1;
    if (this.waiting.length >= ENOUGH_WAITING) this.socket.pause();
    return true;
  }

  get isIdle(): boolean {
    return this.current === undefined;
  }

  /** Whether only the other side can end what is in progress: the request has not arrived, or its answer is not taken. */
  get waitsForPeer(): boolean {
    if (this.current === undefined) return true;
    const [request, response] = this.current;
    return response.writableEnded || !request.complete;
  }

  get hasHalfRequest(): boolean {
    return this.current?.[0].complete === false;
  }

  /**
   * Lets Node tell of a silence, should the request in progress go on for longer. The server's own `timeout` would do the
   * same, and start and stop a timer for every request.
   */
  noticeSilence(silenceMs: number): void {
    if (this.current !== undefined && !this.socket.timeout) this.socket.setTimeout(silenceMs);
  }

  /** Whether the answer that is being sent is taken too slowly. */
  isLateAt(now: number): boolean {
    const { writableLength } = this.socket;
    if (writableLength === 0 || this.current?.[1].writableEnded !== true) {
      this.takeBy = undefined;
      return false;
    }
    this.takeBy ??= now + this.limits.takingMs + writableLength / this.limits.leastBytesPerMs;
    return now > this.takeBy;
  }

  cut(): void {
    this.socket.destroy();
  }

  private begin(exchange: Exchange): void {
    const [request, response] = exchange;
    this.current = exchange;
    response.on('close', this.next);
    this.handle(request, response);
  }

  private readonly next = (): void => {
    this.current = undefined;
    this.takeBy = undefined;
    if (this.waiting.length > 0) this.turns.take(this.beginNext);
  };

  private readonly beginNext = (): void => {
    const exchange = this.waiting.shift();
    if (exchange === undefined) return;
    this.turns.waiting -= 1;
    this.begin(exchange);
    if (this.waiting.length < ENOUGH_WAITING / 2 && this.socket.isPaused()) this.socket.resume();
  };

  private forget(): void {
    this.turns.waiting -= this.waiting.length;
    this.waiting.length = 0;
  }
}
