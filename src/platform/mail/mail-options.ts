export class MailOptions {
  /** The mail server. Without one each mail becomes a file in `folder`. */
  readonly smtpUrl!: string | undefined;
  /** Sender of mails that name none themselves. */
  readonly from!: string;
  readonly folder!: string;
  /** Longest time for one mail, milliseconds. */
  readonly deadlineMs!: number;
  /** Whether files instead of mails are probably a mistake: the process delivers mails in production. */
  readonly wantsServer!: boolean;
}
