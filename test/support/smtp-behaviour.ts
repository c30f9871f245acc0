/** Where in a session an answer is given. `message` is the end of the mail's content. */
export type SmtpStage = 'greeting' | 'hello' | 'login' | 'sender' | 'recipient' | 'data' | 'message';

/**
 * How the server behaves from now on:
 * - `refuse`: nothing listens on the port;
 * - `hang before greeting`: takes connections and says nothing;
 * - `hang after data`: reads the whole mail and never answers;
 * - `trickle`: takes the mail, but answers byte by byte (one a second unless told otherwise);
 * - `drop after data`: reads the whole mail and cuts the connection instead of an answer;
 * - `drop after 250`: takes the mail, says so and cuts the connection;
 * - an answer of its own at one stage, such as `{ at: 'recipient', reply: '550 5.1.1 no such user' }`. A 421, and any
 *   answer in place of the greeting, ends the connection.
 */
export type SmtpBehaviour =
  | 'accept'
  | 'refuse'
  | 'hang before greeting'
  | 'hang after data'
  | 'trickle'
  | 'drop after data'
  | 'drop after 250'
  | { readonly at: SmtpStage; readonly reply: string };

export interface ReceivedMail {
  /** Of the envelope. */
  readonly from: string;
  /** Of the envelope. */
  readonly to: readonly string[];
  /** Header and body as sent, with \r\n and without the doubled dots of the protocol. */
  readonly raw: string;
  /** Without the angle brackets. */
  readonly messageId: string;
  /** Whether the server answered 250 and so is responsible for it. */
  readonly accepted: boolean;
}

export interface SmtpServerOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Offer a login; any name and password will do. */
  readonly login?: boolean;
  /** Offer PIPELINING. Default: true. */
  readonly pipelining?: boolean;
  /** Milliseconds between two bytes of `trickle`. Default: 1000. */
  readonly trickleEvery?: number;
  /** Milliseconds until a recipient is answered, so that a mail takes some time. Default: 0. */
  readonly recipientAfter?: number;
}

/** The server as a session sees it. */
export interface SmtpHost {
  readonly options: SmtpServerOptions;
  /** May change in the middle of a session. */
  readonly behaviour: SmtpBehaviour;
  readonly commands: string[];
  keep(mail: ReceivedMail): void;
}
