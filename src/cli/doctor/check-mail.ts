import { type Config, platformOptions } from '../../config/index.js';
import { Mailer } from '../../platform/mail/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'mail';

/** Whether mails reach a server. It connects and signs in, and sends nothing. */
export async function checkMail(config: Config): Promise<Finding> {
  if (config.smtpUrl === undefined) {
    const remedy = 'set SMTP_URL to the mail server';
    return config.production
      ? failed(SUBJECT, 'mails become files, and nobody gets them', remedy)
      : note(SUBJECT, 'mails become files in DATA_DIR/mail', remedy);
  }
  const mailer = new Mailer(platformOptions(config).mail);
  try {
    return ok(SUBJECT, await mailer.verify());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(
      SUBJECT,
      `the mail server does not take mails: ${reason}`,
      'set SMTP_URL, or correct the server',
    );
  } finally {
    mailer.onApplicationShutdown();
  }
}
