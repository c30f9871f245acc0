import { inOneLine, isBlank, isMailAddress } from '../text/index.js';
import { PermanentFailure } from '../outbox/index.js';

/** An address, or an address with a name to show. */
export type Mailbox = string | { readonly name: string; readonly address: string };

/** A mail as a module writes it. */
export interface Mail {
  readonly to: Mailbox;
  /** Default: `MAIL_FROM`. */
  readonly from?: Mailbox;
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Of the words, such as `es-419`: the header `Content-Language`. */
  readonly language?: string;
  /** Identity of the mail, such as the outbox's dedupe key. A repeat has the same Message-ID. */
  readonly messageIdKey: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const LONGEST_NAME_CHARACTERS = 255;

/** Room for a long title, the words and a name. */
export const LONGEST_SUBJECT_CHARACTERS = 600;

/**
 * The address for nodemailer, with the name apart, so that nodemailer quotes or encodes it.
 * @throws PermanentFailure if it is not exactly one plain address
 */
export function requireMailbox(mailbox: Mailbox, role: string): { name: string; address: string } {
  const { name, address } = typeof mailbox === 'string' ? { name: '', address: mailbox } : mailbox;
  if (!isMailAddress(address)) throw new PermanentFailure(`the ${role} is not a mail address`);
  return { name: isBlank(name) ? '' : oneLine(name), address };
}

/** Text for a header: one line without control characters, of limited length. */
export function oneLine(text: string, longest = LONGEST_NAME_CHARACTERS): string {
  // A mail client would decode a text that looks like an encoded word.
  const line = inOneLine(text).replaceAll('=?', '= ?');
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

/** Characters that change the writing direction, even of the words beside a name. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name for a sentence of a mail: one line, so that it cannot look like a paragraph of ours. Empty if a reader would see
 * nothing.
 */
export function inLine(name: string): string {
  return isBlank(name) ? '' : inOneLine(name.replace(DIRECTION, ''));
}

/**
 * A name for a sentence of plain text. From right to left it is isolated, so that a name in another script does not reorder
 * the words around it. From left to right it stays as it is: readers search for it.
 */
export function isolated(name: string, direction: 'ltr' | 'rtl'): string {
  return direction === 'rtl' && name !== '' ? `\u2068${name}\u2069` : name;
}

/** A mailbox as a header shows it to people. */
export function mailboxLine(mailbox: Mailbox): string {
  const { name, address } = typeof mailbox === 'string' ? { name: '', address: mailbox } : mailbox;
  const line = isBlank(name) ? '' : oneLine(name);
  return line === '' ? address : `"${line.replace(/["\\]/g, '\\$&')}" <${address}>`;
}
