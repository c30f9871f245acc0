import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the service and PostgreSQL and can make connections go silent: open, but nothing comes back. */
export class SilentProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  private constructor(private readonly server: Server) {}

  /** @param url of PostgreSQL */
  static async start(url: string): Promise<SilentProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const proxy = new SilentProxy(server);
    server.on('connection', (near) => proxy.join(near, connect(Number(port), hostname)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** The address of the same database through the proxy. */
  through(url: string): string {
    const { port } = this.server.address() as AddressInfo;
    return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  }

  /** Open connections go silent; new ones work. */
  silence(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far).resume();
      far.unpipe(near).destroy();
    }
  }

  async stop(): Promise<void> {
    for (const [near] of this.pairs) near.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, far: Socket): void {
    const pair = [near, far] as const;
    this.pairs.add(pair);
    near.pipe(far, { end: false });
    far.pipe(near, { end: false });
    near
      .on('error', () => undefined)
      .on('close', () => {
        far.destroy();
        this.pairs.delete(pair);
      });
    far.on('error', () => undefined);
  }
}
