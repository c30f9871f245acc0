import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** A request that has arrived. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly event: CloudEvent;
}

/** The body of a webhook. */
export interface CloudEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * How a receiver answers: a status; `hang`: never; `drip`: a byte of the body now and then; `huge`: a body without end; `close`:
 * it closes the connection at once; `cut`: it closes in the middle of the answer; `headers`: a head without end;
 * `upgrade`: it changes over to another protocol; `redirect`: to another address.
 */
export type ReceiverBehaviour =
  | number
  | 'hang'
  | 'drip'
  | 'huge'
  | 'close'
  | 'cut'
  | 'headers'
  | 'upgrade'
  | { readonly redirect: string }
  | { readonly status: number; readonly afterMs: number };

/** A receiver of webhooks on loopback that does what a test says, for each path. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Bytes of huge answers that the operating system has taken. */
  written = 0;
  private readonly behaviours = new Map<string, ReceiverBehaviour>();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.answer(request, response));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      // A client that gives up resets the connection.
      socket.on('error', () => undefined);
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(createServer());
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Default: 204. */
  behave(path: string, behaviour: ReceiverBehaviour): void {
    this.behaviours.set(path, behaviour);
  }

  reset(): void {
    this.received.length = 0;
    this.written = 0;
  }

  at(path: string): Received[] {
    return this.received.filter((one) => one.path === path);
  }

  /** Connections that are open now. */
  get open(): number {
    return this.sockets.size;
  }

  /** From now on it answers all with 204, and breaks off what it has open. */
  behaveWell(): void {
    this.behaviours.clear();
    for (const socket of this.sockets) socket.destroy();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const path = request.url ?? '';
    const headers = request.headers as Record<string, string>;
    this.received.push({ path, headers, text, event: JSON.parse(text) as CloudEvent });
    await this.behaveAs(this.behaviours.get(path) ?? 204, response);
  }

  private async behaveAs(behaviour: ReceiverBehaviour, response: ServerResponse): Promise<void> {
    if (typeof behaviour === 'number') return void response.writeHead(behaviour).end();
    if (behaviour === 'hang') return;
    if (behaviour === 'close') return void response.socket?.destroy();
    if (behaviour === 'drip') return this.writeOn(response.writeHead(200), '.', 50);
    if (behaviour === 'huge') return this.writeOn(response.writeHead(200), 'x'.repeat(16_384), 0);
    if (behaviour === 'cut') {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      await delay(20);
      return void response.socket?.destroy();
    }
    if (behaviour === 'headers') {
      const { socket } = response;
      socket?.write('HTTP/1.1 200 OK\r\n');
      while (socket?.writable) {
        socket.write(`x-more: ${'y'.repeat(1000)}\r\n`);
        await delay(1);
      }
      return;
    }
    if (behaviour === 'upgrade') {
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
      return;
    }
    if ('redirect' in behaviour) return void response.writeHead(307, { location: behaviour.redirect }).end();
    await delay(behaviour.afterMs);
    response.writeHead(behaviour.status).end();
  }

  private async writeOn(response: ServerResponse, text: string, pauseMs: number): Promise<void> {
    while (response.socket?.writable) {
      this.written += text.length;
      if (!response.write(text)) await Promise.race([onDrain(response), delay(200)]);
      await delay(pauseMs);
    }
  }
}

function onDrain(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('drain', resolve));
}

/** Checks a request as receivers do, with the library of Standard Webhooks. @throws Error for a wrong signature */
export function verifyWebhook(
  secret: string,
  { text, headers }: Pick<Received, 'text' | 'headers'>,
): unknown {
  return new Webhook(secret).verify(text, headers);
}
