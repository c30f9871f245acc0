import { isMailAddress } from '../text/index.js';
import { PermanentFailure } from '../outbox/index.js';

/** A bare address, or one with the name to show beside it. */
export type Mailbox = string | { readonly name: string; readonly address: string };

/** A mail as its writer sees it. */
export interface Mail {
  readonly to: Mailbox;
  /** Default: `MAIL_FROM`. */
  readonly from?: Mailbox;
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What makes it this mail and no other, such as the outbox's dedupe key: a repeat has the same Message-ID. */
  readonly messageIdKey: string;
  /** Further header fields. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The longest name that is sent, in characters; what others call themselves has no limit. */
const LONGEST_LINE = 255;

/** The same for a subject: it has room for a long title and a name. */
export const LONGEST_SUBJECT = 600;

/**
 * The address as nodemailer wants it: apart from the name, which it then quotes or encodes whatever is in it.
 * @throws PermanentFailure if it is not exactly one plain address, whoever stored it.
 */
export function checkedMailbox(mailbox: Mailbox, role: string): { name: string; address: string } {
  const { name, address } = typeof mailbox === 'string' ? { name: '', address: mailbox } : mailbox;
  if (!isMailAddress(address)) throw new PermanentFailure(`the ${role} is not a mail address`);
  return { name: oneLine(name), address };
}

/** Text for a header: one line without control characters, and of bearable length. */
export function oneLine(text: string, longest = LONGEST_LINE): string {
  const line = unbroken(text)
    // What looks like an encoded word would be decoded by whoever reads the header.
    .replaceAll('=?', '= ?')
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

/** Characters that turn the direction of writing around, also that of the words beside a name. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name as it may stand in a sentence of a mail: one line, so that no name can look like a paragraph of ours. */
export function inLine(name: string): string {
  return unbroken(name.replace(DIRECTION, '')).trim();
}

function unbroken(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ');
}
