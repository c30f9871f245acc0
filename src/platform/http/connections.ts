import { createServer, type Server, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { OpenList } from '../memory/index.js';
import { Connection, type Handler, Turns } from './connection.js';

export const CONNECTION_LIMITS = {
  /** Open connections; one more is closed at once. */
  connections: 10_000,
  /** Requests that wait behind others of their connections; one more ends its connection. They hold about 3 KB each. */
  waiting: 20_000,
  /** Longest time in which nothing comes or goes. A handler that works is not interrupted. */
  silenceMs: 10_000,
  /** The headers of a request must have arrived within this time: they fit into a few packets. */
  headersMs: 8000,
  /** A request must have arrived within this time, body included. */
  requestMs: 30_000,
  /** An answer must be taken within this time and that of its length at the least speed. */
  takingMs: 10_000,
  leastBytesPerMs: 16,
  /** Above the idle time of usual load balancers, 60 s, so that they are the ones who close. */
  keepAliveMs: 72_000,
  /** Interval of the looks at all connections, and while the server closes. */
  lookMs: 1000,
  closingLookMs: 100,
};

/** Where a socket keeps its connection: a map of them would change all the time, see `OpenList`. */
const CONNECTION = Symbol('connection');

type Served = Socket & { [CONNECTION]?: Connection };

/**
 * All connections of the server. A connection has one request in progress. Others that it brings meanwhile wait, and while
 * many wait it is not read. A caller who does not send the rest of a request, or does not read the answer, is cut.
 */
export class Connections {
  private readonly open = new OpenList<Connection>();
  private readonly turns = new Turns();
  private looking: NodeJS.Timeout | undefined;

  private readonly limits: typeof CONNECTION_LIMITS;

  /** @param limits other than the usual ones, for tests */
  constructor(limits: Partial<typeof CONNECTION_LIMITS> = {}) {
    this.limits = { ...CONNECTION_LIMITS, ...limits };
  }

  /** Creates the server: Fastify's `serverFactory`. */
  serve(handler: Handler, options: ServerOptions = {}): Server {
    const { connections, waiting, silenceMs, headersMs, requestMs, keepAliveMs, lookMs } = this.limits;
    const server = createServer({
      ...options,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: lookMs,
    });
    server.maxConnections = connections;
    server.on('connection', (socket) => this.add(socket, handler));
    server.on('request', (request, response) => {
      const waits = connectionOf(request.socket)?.receive(request, response);
      // Only who makes requests wait pays for too many of them: a request that is begun at once is never cut.
      if (waits === true && this.turns.waiting > waiting) request.socket.destroy();
    });
    server.on('timeout', (socket: Socket) => this.endSilence(server, socket));
    this.look(lookMs, (connection, now) => {
      connection.noticeSilence(silenceMs);
      return connection.isLateAt(now);
    });
    server.once('close', () => clearInterval(this.looking));
    return server;
  }

  /**
   * Cuts what would keep the server from closing: idle connections at once, and, after some time, those whose callers have
   * not sent all of a request or do not read the answer. Connections that were opened and never used are idle, too.
   */
  close(patienceMs: number): void {
    const cutAt = performance.now() + patienceMs;
    this.look(
      this.limits.closingLookMs,
      (connection, now) => connection.isIdle || (now > cutAt && connection.waitsForPeer),
    );
  }

  private add(socket: Socket, handler: Handler): void {
    const connection = new Connection(socket, handler, this.turns, this.limits);
    (socket as Served)[CONNECTION] = connection;
    this.open.add(connection);
    socket.setTimeout(this.limits.silenceMs);
    socket.once('close', () => this.open.delete(connection));
  }

  /** Looks at all connections again and again, and cuts those of which `isOver` is true. */
  private look(intervalMs: number, isOver: (connection: Connection, now: number) => boolean): void {
    clearInterval(this.looking);
    this.looking = setInterval(() => {
      const now = performance.now();
      for (const connection of this.open) if (isOver(connection, now)) connection.cut();
    }, intervalMs).unref();
  }

  /** Node calls it when a connection was silent, also when it was kept for another request for the longest time. */
  private endSilence(server: Server, socket: Socket): void {
    const connection = connectionOf(socket);
    if (connection === undefined || socket.writableLength > 0 || connection.isIdle) socket.destroy();
    else if (connection.hasHalfRequest) server.emit('clientError', new RequestTimeout(), socket);
  }
}

function connectionOf(socket: Served): Connection | undefined {
  return socket[CONNECTION];
}

/** The error that Node itself reports for a request that does not arrive. */
class RequestTimeout extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}
