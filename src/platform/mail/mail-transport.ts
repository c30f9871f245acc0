import type { SendMailOptions } from 'nodemailer';

/** A complete and checked mail in nodemailer's form. */
export type ComposedMail = SendMailOptions & { readonly messageId: string };

export interface MailTransport {
  /** @throws PermanentFailure, TemporaryFailure */
  send(message: ComposedMail, signal: AbortSignal): Promise<void>;
  /** Checks whether mails can be sent now, and sends none. The answer tells an operator where they go. */
  verify(signal: AbortSignal): Promise<string>;
  close(): void;
}
