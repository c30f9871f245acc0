import { once } from 'node:events';
import {
  Agent,
  createServer,
  get,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Interval of the probes, milliseconds. */
const PROBE_INTERVAL = 200;

interface Upstream {
  readonly base: string;
  readonly agent: Agent;
  isReady: boolean;
  /** Whether a probe was answered with 503. */
  saidNotReady: boolean;
}

/**
 * A load balancer in its simplest form: it asks each process at `/readyz`, sends requests to those that are ready, in
 * turn and over kept connections, and repeats nothing.
 */
export class RollingProxy {
  private readonly upstreams = new Map<string, Upstream>();
  private readonly probing = setInterval(() => this.probeAll(), PROBE_INTERVAL);
  private readonly server: Server;
  private turn = 0;

  private constructor() {
    this.server = createServer((incoming, answer) => this.forward(incoming, answer));
  }

  static async start(): Promise<RollingProxy> {
    const proxy = new RollingProxy();
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when the process at this address is ready. */
  async add(base: string): Promise<void> {
    const upstream = { base, agent: new Agent({ keepAlive: true }), isReady: false, saidNotReady: false };
    this.upstreams.set(base, upstream);
    while (!upstream.isReady) await this.probe(upstream);
  }

  /** Whether the process said at `/readyz` that it leaves. */
  remove(base: string): boolean {
    const upstream = this.upstreams.get(base)!;
    this.upstreams.delete(base);
    upstream.agent.destroy();
    return upstream.saidNotReady;
  }

  async stop(): Promise<void> {
    clearInterval(this.probing);
    for (const base of this.upstreams.keys()) this.remove(base);
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private probeAll(): void {
    for (const upstream of this.upstreams.values()) void this.probe(upstream);
  }

  private async probe(upstream: Upstream): Promise<void> {
    const status = await new Promise<number | undefined>((resolve) => {
      get(`${upstream.base}/readyz`, { agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      }).on('error', () => resolve(undefined));
    });
    upstream.isReady = status === 200;
    upstream.saidNotReady ||= status === 503;
  }

  private forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const ready = [...this.upstreams.values()].filter(({ isReady }) => isReady);
    const upstream = ready[(this.turn += 1) % ready.length];
    const fail = (reason: string) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end(reason);
    };
    if (upstream === undefined) {
      fail('no process is ready');
      return;
    }
    const { method, url, headers } = incoming;
    const outgoing = request(
      `${upstream.base}${url}`,
      { agent: upstream.agent, method, headers: { ...headers, connection: 'keep-alive' } },
      (received) => {
        const { connection: _, ...rest } = received.headers;
        answer.writeHead(received.statusCode!, rest);
        received.pipe(answer).on('error', () => fail('the answer broke off'));
      },
    );
    outgoing.on('error', (error) => fail(error.message));
    incoming.pipe(outgoing);
  }
}
