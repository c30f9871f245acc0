import type { SendMailOptions } from 'nodemailer';

/** A complete and checked mail in nodemailer's form. */
export type Message = SendMailOptions & { readonly messageId: string };

/** Where mails go. */
export interface MailTransport {
  /** @throws PermanentFailure, TemporaryFailure */
  send(message: Message, signal: AbortSignal): Promise<void>;
  /** Checks whether mails could be sent now, without sending one. The answer tells an operator where they go. */
  verify(signal: AbortSignal): Promise<string>;
  close(): void;
}
