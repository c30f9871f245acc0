export class MailOptions {
  /** The mail server. Without one each mail becomes a file in `folder`. */
  readonly smtpUrl!: string | undefined;
  /** Mails to the server at the same time, each on a connection of its own. */
  readonly connections!: number;
  /** Sender of mails that name none themselves. */
  readonly from!: string;
  readonly folder!: string;
  /** Longest time for one mail, milliseconds. */
  readonly deadlineMs!: number;
  /** True where a missing mail server is probably a mistake: a process that sends mails in production. */
  readonly wantsServer!: boolean;
}
