import type { SendMailOptions } from 'nodemailer';

/** Nodemailer's form of a mail, complete and checked. */
export type Message = SendMailOptions & { readonly messageId: string };

/** Where mails go. */
export interface MailTransport {
  /** @throws PermanentFailure, TemporaryFailure */
  send(message: Message, signal: AbortSignal): Promise<void>;
  /** Tries whether mails could be sent now, without sending one; the answer tells an operator where they go. */
  verify(signal: AbortSignal): Promise<string>;
  close(): void;
}
