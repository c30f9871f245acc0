import { PermanentFailure, TemporaryFailure } from '../outbox/index.js';

interface SmtpError {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly timeoutType?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
}

/** Replies about the session, not the mail: wrong sequence, missing authentication or encryption. */
const ABOUT_THE_SESSION = [503, 530, 534, 535, 538];

/**
 * Classifies an error of nodemailer. Only a 5xx to the mail itself (sender, recipient, content) is final. A 5xx
 * greeting or a refused login is a wrong configuration, the server's or ours: the mail can go once that is corrected.
 * The text holds codes only, because servers quote addresses in their replies.
 */
export function smtpFailure(error: unknown): PermanentFailure | TemporaryFailure {
  const { code, originalCode, timeoutType, command, response, responseCode } = error as SmtpError;
  const aboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (typeof responseCode === 'number') {
    const text = `the mail server answered ${reply(responseCode, response)} to ${step(command)}`;
    const final = aboutTheMail && responseCode >= 500 && !ABOUT_THE_SESSION.includes(responseCode);
    return final ? new PermanentFailure(text) : new TemporaryFailure(text);
  }
  if (aboutTheMail) return new PermanentFailure(`the mail cannot be sent (${code} at ${step(command)})`);
  const known = [timeoutType, originalCode, code].find((value) => typeof value === 'string');
  return new TemporaryFailure(`the mail server was not reached or went silent (${known ?? 'unknown'})`);
}

/** Includes the enhanced status code, as in `550 5.1.1`. */
function reply(responseCode: number, response: unknown): string {
  const enhanced =
    typeof response === 'string' ? /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
  return enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`;
}

function step(command: unknown): string {
  if (command === 'CONN') return 'the connection';
  return typeof command === 'string' ? command : 'the session';
}
