import { createTransport } from 'nodemailer';
import { TemporaryFailure } from '../outbox/index.js';
import type { MailTransport, ComposedMail } from './mail-transport.js';
import { smtpFailure } from './smtp-failure.js';

/**
 * Time limits. They detect a missing server; the signal of each mail also detects a slow one. The address may override
 * them, as in `smtp://host?greetingTimeout=5000`.
 */
const TIMEOUTS_MS = {
  dnsTimeout: 5_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketCloseTimeout: 1_000,
};

/**
 * Sends through a mail server over a few connections that stay open. `smtps://` uses TLS from the start, `smtp://` when
 * the server offers STARTTLS; `smtp://…?requireTLS=true` refuses to send without.
 */
export class SmtpTransport implements MailTransport {
  private readonly pool;
  private readonly host: string;

  /** @param silenceMs longest silence of a server within a session */
  constructor(url: string, connections: number, silenceMs: number) {
    this.host = new URL(url).host;
    this.pool = createTransport({
      pool: true,
      url,
      maxConnections: connections,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...TIMEOUTS_MS,
      socketTimeout: silenceMs,
    });
  }

  async send(message: ComposedMail, signal: AbortSignal): Promise<void> {
    try {
      await this.pool.sendMail({ ...message, signal });
    } catch (error) {
      throw signal.aborted ? late(signal) : smtpFailure(error);
    }
  }

  async verify(signal: AbortSignal): Promise<string> {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(late(signal)), { once: true });
    try {
      await Promise.race([aborted, this.pool.verify()]);
      return `mails go to the mail server ${this.host}`;
    } catch (error) {
      throw signal.aborted ? late(signal) : smtpFailure(error);
    }
  }

  close(): void {
    this.pool.close({ force: true });
  }
}

function late({ reason }: AbortSignal): TemporaryFailure {
  const timedOut = (reason as { name?: unknown } | null)?.name === 'TimeoutError';
  return new TemporaryFailure(timedOut ? 'the mail server took too long' : 'sending was broken off');
}
