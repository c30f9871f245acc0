import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { SmtpHost, SmtpStage } from './smtp-behaviour.js';

/** One client's connection to the mail server of the tests. */
export class SmtpSession {
  /** From MAIL to the answer to the content, unless the session hangs. */
  inMail = false;
  private unread = '';
  private readingContent = false;
  /** Lines of the login dialogue that are still to come. */
  private loginLines = 0;
  private from = '';
  private to: string[] = [];
  /** Answers leave one after the other, even when they trickle. */
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly server: SmtpHost,
  ) {
    socket.on('data', (chunk) => {
      this.unread += chunk.toString('latin1');
      this.readOn();
    });
  }

  greet(): void {
    if (this.server.behaviour === 'hang before greeting') return;
    if (this.answeredOtherwise('greeting')) this.hangUp();
    else this.say('220 x');
  }

  private readOn(): void {
    for (;;) {
      const end = this.readingContent ? this.unread.indexOf('\r\n.\r\n') : this.unread.indexOf('\r\n');
      if (end < 0) return;
      const piece = this.unread.slice(0, end);
      this.unread = this.unread.slice(end + (this.readingContent ? 5 : 2));
      if (this.readingContent) this.content(piece);
      else if (this.loginLines > 0) this.loginLine();
      else this.command(piece);
    }
  }

  private command(line: string): void {
    this.server.commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') this.hello();
    else if (verb === 'AUTH') this.login(line);
    else if (verb === 'MAIL') this.sender(line);
    else if (verb === 'RCPT') this.recipient(line);
    else if (verb === 'DATA') this.data();
    else if (verb === 'RSET') this.reset();
    else if (verb === 'NOOP') this.say('250 ok');
    else if (verb === 'QUIT') {
      this.say('221 bye');
      this.hangUp();
    } else this.say('502 5.5.1 not implemented');
  }

  private hello(): void {
    if (this.answeredOtherwise('hello')) return;
    const { login = false, pipelining = true } = this.server.options;
    const offers = [
      'loopback',
      '8BITMIME',
      'SMTPUTF8',
      ...(pipelining ? ['PIPELINING'] : []),
      ...(login ? ['AUTH PLAIN LOGIN'] : []),
    ];
    this.say(
      offers.map((offer, index) => `250${index === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n'),
    );
  }

  private login(line: string): void {
    if (this.answeredOtherwise('login')) return;
    const [, method = '', initial] = line.split(' ');
    this.loginLines = (method.toUpperCase() === 'LOGIN' ? 2 : 1) - (initial === undefined ? 0 : 1);
    this.askOn();
  }

  private loginLine(): void {
    this.loginLines -= 1;
    this.askOn();
  }

  private askOn(): void {
    this.say(this.loginLines > 0 ? '334 VXNlcm5hbWU6' : '235 2.7.0 welcome');
  }

  private sender(line: string): void {
    this.to = [];
    if (this.answeredOtherwise('sender')) return;
    this.inMail = true;
    this.from = addressIn(line);
    this.say('250 2.1.0 ok');
  }

  private recipient(line: string): void {
    if (!this.inMail) {
      this.say('503 5.5.1 no sender');
      return;
    }
    this.pause(this.server.options.recipientAfter);
    if (this.answeredOtherwise('recipient')) return;
    this.to.push(addressIn(line));
    this.say('250 2.1.5 ok');
  }

  private data(): void {
    if (this.answeredOtherwise('data')) return;
    if (this.to.length === 0) {
      this.inMail = false;
      this.say('554 5.5.1 no recipient');
      return;
    }
    this.readingContent = true;
    this.say('354 go on');
  }

  private content(piece: string): void {
    this.readingContent = false;
    const { behaviour } = this.server;
    const refused = typeof behaviour === 'object' && behaviour.at === 'message';
    const accepted = !refused && behaviour !== 'hang after data' && behaviour !== 'drop after data';
    const raw = Buffer.from(`${piece}\r\n`.replace(/^\.\./gm, '.'), 'latin1').toString();
    const messageId = /^message-id:\s*<([^>]*)>/im.exec(raw)?.[1] ?? '';
    this.server.keep({ from: this.from, to: this.to, raw, messageId, accepted });
    this.inMail = false;
    if (behaviour === 'hang after data') return;
    if (behaviour === 'drop after data') this.socket.destroy();
    else if (!this.answeredOtherwise('message')) this.say('250 2.0.0 taken');
    if (behaviour === 'drop after 250') this.hangUp();
  }

  private reset(): void {
    this.inMail = false;
    this.to = [];
    this.say('250 ok');
  }

  private answeredOtherwise(stage: SmtpStage): boolean {
    const { behaviour } = this.server;
    if (typeof behaviour !== 'object' || behaviour.at !== stage) return false;
    this.say(behaviour.reply);
    if (behaviour.reply.startsWith('421')) this.hangUp();
    return true;
  }

  /** Delays all later answers by so many milliseconds, also those to commands sent ahead. */
  private pause(milliseconds: number | undefined): void {
    if (milliseconds === undefined) return;
    this.sending = this.sending.then(() => delay(milliseconds, undefined, { ref: false }));
  }

  private say(text: string): void {
    const slowly = this.server.behaviour === 'trickle';
    this.sending = this.sending.then(() =>
      slowly ? this.trickle(`${text}\r\n`) : this.write(`${text}\r\n`),
    );
  }

  private async trickle(text: string): Promise<void> {
    for (const byte of text) {
      if (this.socket.destroyed) return;
      this.write(byte);
      await delay(this.server.options.trickleEvery ?? 1000, undefined, { ref: false });
    }
  }

  private write(text: string): void {
    if (this.socket.writable) this.socket.write(text, 'latin1');
  }

  /** Runs when all answers are out. */
  private hangUp(): void {
    void this.sending.then(() => this.socket.end());
  }
}

function addressIn(line: string): string {
  return Buffer.from(/<([^>]*)>/.exec(line)?.[1] ?? '', 'latin1').toString();
}
