import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { ReceivedMail, SmtpBehaviour, SmtpHost, SmtpServerOptions } from './smtp-behaviour.js';
import { SmtpSession } from './smtp-session.js';

export type * from './smtp-behaviour.js';

/** A mail server on loopback whose behaviour the test sets. */
export class SmtpServer implements SmtpHost {
  /** Every mail whose content was read to its end, with any answer. */
  readonly mails: ReceivedMail[] = [];
  readonly commands: string[] = [];
  behaviour: SmtpBehaviour = 'accept';
  private readonly events = new EventEmitter();
  private readonly sessions = new Map<Socket, SmtpSession>();
  private server: Server | undefined;
  private port: number;
  private connectionCount = 0;

  private constructor(readonly options: SmtpServerOptions) {
    this.port = options.port ?? 0;
  }

  static async start(options: SmtpServerOptions = {}): Promise<SmtpServer> {
    const server = new SmtpServer(options);
    await server.listen();
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  get accepted(): ReceivedMail[] {
    return this.mails.filter(({ accepted }) => accepted);
  }

  get connections(): number {
    return this.connectionCount;
  }

  /**
   * Changes the behaviour and cuts connections that are idle or hang, so that clients meet it from the start. A mail in
   * the middle of being sent goes on under it.
   */
  async behave(behaviour: SmtpBehaviour): Promise<void> {
    this.behaviour = behaviour;
    for (const [socket, session] of this.sessions)
      if (!session.inMail || behaviour === 'refuse') socket.destroy();
    if (behaviour === 'refuse') await this.unlisten();
    else if (this.server === undefined) await this.listen();
  }

  async receive(count: number): Promise<ReceivedMail[]> {
    while (this.accepted.length < count) await once(this.events, 'mail');
    return this.accepted;
  }

  /** Resolves when `count` mails were read to their end, with any answer. */
  async read(count: number): Promise<ReceivedMail[]> {
    while (this.mails.length < count) await once(this.events, 'mail');
    return this.mails;
  }

  async stop(): Promise<void> {
    for (const socket of this.sessions.keys()) socket.destroy();
    await this.unlisten();
  }

  keep(mail: ReceivedMail): void {
    this.mails.push(mail);
    this.events.emit('mail');
  }

  private async listen(): Promise<void> {
    const server = createServer((socket) => this.welcome(socket));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as { port: number }).port;
    this.server = server;
  }

  private async unlisten(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    for (const socket of this.sessions.keys()) socket.destroy();
    server.close();
    await once(server, 'close');
  }

  private welcome(socket: Socket): void {
    this.connectionCount += 1;
    const session = new SmtpSession(socket, this);
    this.sessions.set(socket, session);
    socket.on('close', () => this.sessions.delete(socket));
    // A client that was killed or gave up.
    socket.on('error', () => socket.destroy());
    session.greet();
  }
}
