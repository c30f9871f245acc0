export { isMailAddress } from '../description/text.js';
export type { Mail, Mailbox } from './mail.js';
export { MailModule } from './mail.module.js';
export { MailTemplate, type RenderedMail } from './mail-template.js';
export { Mailer } from './mailer.js';
