import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/index.js';
import { FileTransport } from './file.transport.js';
import { checkedMailbox, LONGEST_SUBJECT, type Mail, oneLine } from './mail.js';
import type { MailTransport, Message } from './mail-transport.js';
import { messageIdOf } from './message-id.js';
import { SmtpTransport } from './smtp.transport.js';

/** Connections to the mail server, as many as messages that the outbox handles at the same time. */
const CONNECTIONS = 5;

/**
 * The part of a lease that one mail may take. As much as can be: a server that thinks about the content for long, and is
 * left, may have taken the mail and gets it again. But less than the three quarters for which a lease lasts at least,
 * even if no renewal works from then on: a mail is through before its row could be taken up by another worker.
 */
const PART_OF_LEASE = 0.7;

/** Sends one mail at a time, to a mail server or into a folder. Repeating is the outbox's business. */
@Injectable()
export class Mailer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Mailer.name);
  private readonly transport: MailTransport;
  private readonly sender: string;
  private readonly deadline: number;

  constructor(private readonly config: Config) {
    const { smtpUrl, mailFrom, outboxLease } = config;
    this.sender = mailFrom;
    this.deadline = PART_OF_LEASE * outboxLease;
    this.transport =
      smtpUrl === undefined
        ? new FileTransport(this.folder)
        : new SmtpTransport(smtpUrl, CONNECTIONS, this.deadline);
  }

  /** What is handy on a developer's machine is most likely an oversight in production. */
  onApplicationBootstrap(): void {
    const { production, role, smtpUrl } = this.config;
    if (production && role !== 'api' && smtpUrl === undefined) {
      this.logger.warn(`SMTP_URL is not set: mails become files in ${this.folder}, and nobody gets them`);
    }
  }

  /**
   * Resolves once the mail server has taken the mail (or the file is in place).
   * @throws PermanentFailure if the mail will never be taken: a malformed address, or a 5xx to sender, recipient or text.
   * @throws TemporaryFailure for all else: 4xx, time-outs, no connection, a refused login.
   */
  async send(mail: Mail, signal?: AbortSignal): Promise<void> {
    const message = this.compose(mail);
    await this.transport.send(message, this.limited(signal));
    this.logger.log({ message: 'A mail was sent', messageId: message.messageId });
  }

  /**
   * Whether mails could be sent now; the answer says where they go.
   * @throws TemporaryFailure saying what is wrong
   */
  async verify(): Promise<string> {
    return this.transport.verify(this.limited());
  }

  /** After the relay, which stops before. */
  onApplicationShutdown(): void {
    this.transport.close();
  }

  private get folder(): string {
    return join(this.config.dataDir, 'mail');
  }

  private compose({ to, from, replyTo, subject, text, html, messageIdKey, headers = {} }: Mail): Message {
    const sender = checkedMailbox(from ?? this.sender, 'sender');
    return {
      to: checkedMailbox(to, 'recipient'),
      from: sender,
      replyTo: replyTo === undefined ? undefined : checkedMailbox(replyTo, 'address to reply to'),
      subject: oneLine(subject, LONGEST_SUBJECT),
      text: text.toWellFormed(),
      html: html.toWellFormed(),
      messageId: messageIdOf(messageIdKey, sender.address),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, oneLine(value)])),
    };
  }

  private limited(signal?: AbortSignal): AbortSignal {
    const limit = AbortSignal.timeout(this.deadline);
    return signal === undefined ? limit : AbortSignal.any([signal, limit]);
  }
}
