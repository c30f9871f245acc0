import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** Answers with the text and a line break, or does something else. */
export type Act = string | ((socket: Socket) => void);

const VERBS = ['ehlo', 'helo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'rset', 'quit', 'noop'] as const;
type Moment = 'greeting' | 'content' | (typeof VERBS)[number];

/** The moments at which the server does something else than a good one. */
export type Script = Readonly<Partial<Record<Moment, Act>>>;

const GOOD: Readonly<Record<Moment, Act>> = {
  greeting: '220 x',
  ehlo: '250-x\r\n250 AUTH PLAIN',
  helo: '250 x',
  starttls: '502 5.5.1 unknown',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  content: '250 2.0.0 taken',
  rset: '250 ok',
  quit: '221 bye',
  noop: '250 ok',
};

/** A mail server on loopback that follows a script, byte by byte where need be. */
export class MisbehavingSmtpServer {
  /** Mails whose content was answered by a good server. */
  taken = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.welcome(socket));
  private script: Script = {};

  static async start(): Promise<MisbehavingSmtpServer> {
    const smtp = new MisbehavingSmtpServer();
    smtp.server.listen(0, '127.0.0.1');
    await once(smtp.server, 'listening');
    return smtp;
  }

  get url(): string {
    return `smtp://user:word@127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  /** Cuts all connections, so that clients meet the script from its begin. */
  follow(script: Script): void {
    this.script = script;
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.follow({});
    this.server.close();
    await once(this.server, 'close');
  }

  private welcome(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let unread = '';
    let inContent = false;
    socket.on('data', (chunk) => {
      unread += chunk.toString('latin1');
      for (;;) {
        const mark = inContent ? '\r\n.\r\n' : '\r\n';
        const end = unread.indexOf(mark);
        if (end < 0) return;
        const line = unread.slice(0, end);
        unread = unread.slice(end + mark.length);
        const moment = inContent ? 'content' : VERBS.find((verb) => line.toLowerCase().startsWith(verb));
        if (inContent && this.script.content === undefined) this.taken += 1;
        inContent = moment === 'data' && this.script.data === undefined;
        this.act(socket, moment);
      }
    });
    this.act(socket, 'greeting');
  }

  private act(socket: Socket, moment: Moment | undefined): void {
    const act = moment === undefined ? '502 5.5.1 unknown' : (this.script[moment] ?? GOOD[moment]);
    if (typeof act === 'function') act(socket);
    else if (socket.writable) socket.write(`${act}\r\n`);
  }
}
