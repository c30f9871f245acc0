/** Where mails go and who sends them. */
export class MailOptions {
  /** The mail server; without one each mail becomes a file in `folder`. */
  readonly smtpUrl!: string | undefined;
  /** Sender of mails that name none themselves. */
  readonly from!: string;
  /** Where mails become files. */
  readonly folder!: string;
  /** Longest time that one mail may take, milliseconds. */
  readonly deadline!: number;
  /** Whether files instead of mails are most likely a mistake: the process delivers mails, and in production. */
  readonly wantsServer!: boolean;
}
