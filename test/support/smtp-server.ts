import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { ReceivedMail, SmtpBehaviour, SmtpHost, SmtpServerOptions } from './smtp-behaviour.js';
import { SmtpSession } from './smtp-session.js';

export type * from './smtp-behaviour.js';

/** A mail server on loopback for the tests, that behaves as it is told to. */
export class SmtpServer implements SmtpHost {
  /** Every mail whose content was read to its end, whatever was answered. */
  readonly mails: ReceivedMail[] = [];
  /** The command lines that all clients sent. */
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

  /** What to set `SMTP_URL` to. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** The mails that the server said 250 to. */
  get accepted(): ReceivedMail[] {
    return this.mails.filter(({ accepted }) => accepted);
  }

  /** Connections that clients have opened so far. */
  get connections(): number {
    return this.connectionCount;
  }

  /**
   * Changes the behaviour. Connections that are idle or hang are cut, so that clients meet the new behaviour from the
   * start; a mail in the middle of being sent goes on under it.
   */
  async behave(behaviour: SmtpBehaviour): Promise<void> {
    this.behaviour = behaviour;
    for (const [socket, session] of this.sessions)
      if (!session.inMail || behaviour === 'refuse') socket.destroy();
    if (behaviour === 'refuse') await this.unlisten();
    else if (this.server === undefined) await this.listen();
  }

  /** Resolves as soon as `count` mails were accepted. */
  async receive(count: number): Promise<ReceivedMail[]> {
    while (this.accepted.length < count) await once(this.events, 'mail');
    return this.accepted;
  }

  /** Resolves as soon as `count` mails were read to their end, whatever was answered. */
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
