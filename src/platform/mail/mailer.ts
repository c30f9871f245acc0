import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pLimit, { type LimitFunction } from 'p-limit';
import { FileTransport } from './file.transport.js';
import { isMailAddress } from '../text/index.js';
import {
  inLine,
  requireMailbox,
  LONGEST_SUBJECT_CHARACTERS,
  type Mail,
  type Mailbox,
  oneLine,
} from './mail.js';
import { MailOptions } from './mail-options.js';
import type { MailTransport, ComposedMail } from './mail-transport.js';
import { messageIdOf } from './message-id.js';
import { SmtpTransport } from './smtp.transport.js';

/**
 * Sends mails to a mail server or into a folder, a few at the same time: those under way when the process is killed may
 * be sent again. Only the outbox repeats.
 */
@Injectable()
export class Mailer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Mailer.name);
  private readonly transport: MailTransport;
  private readonly turns: LimitFunction;

  constructor(private readonly options: MailOptions) {
    const { smtpUrl, folder, deadlineMs, connections } = options;
    this.turns = pLimit(connections);
    this.transport =
      smtpUrl === undefined ? new FileTransport(folder) : new SmtpTransport(smtpUrl, connections, deadlineMs);
  }

  /** Warns when mails become files where that is probably a mistake. */
  onApplicationBootstrap(): void {
    const { wantsServer, smtpUrl, folder } = this.options;
    if (wantsServer && smtpUrl === undefined) {
      this.logger.warn(`SMTP_URL is not set: mails become files in ${folder}, and nobody gets them`);
    }
  }

  /**
   * Resolves once the mail server has taken the mail, or the file is in place.
   * @throws PermanentFailure if the mail can never be taken: a malformed address, or a 5xx to sender, recipient or text
   * @throws TemporaryFailure otherwise: 4xx, time-out, no connection, refused login
   */
  async send(mail: Mail, signal?: AbortSignal): Promise<void> {
    const message = this.compose(mail);
    await this.turns(async () => {
      // Given up while it waited for its turn, where it is not under way.
      signal?.throwIfAborted();
      // The deadline begins now: a wait behind slow mails is not this mail's.
      await this.transport.send(message, this.limited(signal));
    });
    this.logger.log({ message: 'A mail was sent', messageId: message.messageId });
  }

  /** The sender by name. @param address `MAIL_FROM` if it is null or not exactly one plain address */
  sender(name: string, address: string | null): Exclude<Mailbox, string> {
    return { name: inLine(name), address: isMailAddress(address) ? address : this.options.from };
  }

  /**
   * Checks whether mails can be sent now; the answer says where they go.
   * @throws TemporaryFailure with the reason
   */
  async verify(): Promise<string> {
    return this.transport.verify(this.limited());
  }

  /** The relay has stopped in an earlier hook. */
  onApplicationShutdown(): void {
    this.transport.close();
  }

  private compose({
    to,
    from,
    replyTo,
    subject,
    text,
    html,
    language,
    messageIdKey,
    headers = {},
  }: Mail): ComposedMail {
    const sender = requireMailbox(from ?? this.options.from, 'sender');
    return {
      to: requireMailbox(to, 'recipient'),
      from: sender,
      replyTo: replyTo === undefined ? undefined : requireMailbox(replyTo, 'address to reply to'),
      subject: oneLine(subject, LONGEST_SUBJECT_CHARACTERS),
      text: text.toWellFormed(),
      html: html.toWellFormed(),
      messageId: messageIdOf(messageIdKey, sender.address),
      headers: {
        // No answering machine answers it.
        'Auto-Submitted': 'auto-generated',
        ...(language !== undefined && { 'Content-Language': oneLine(language) }),
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, oneLine(value)])),
      },
    };
  }

  private limited(signal?: AbortSignal): AbortSignal {
    const limit = AbortSignal.timeout(this.options.deadlineMs);
    return signal === undefined ? limit : AbortSignal.any([signal, limit]);
  }
}
