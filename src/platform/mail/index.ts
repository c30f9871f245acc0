export { inLine, isolated, mailboxLine } from './mail.js';
export { MailModule } from './mail.module.js';
export { frameMail, isWholeDocument, type MailBrand } from './mail-frame.js';
export { MailOptions } from './mail-options.js';
export { MailTemplate, type RenderedMail } from './mail-template.js';
export { Mailer } from './mailer.js';
export { PlainTemplate } from './plain-template.js';
export { LONGEST_TEMPLATE_CHARACTERS, TemplateSyntaxError } from './template-scan.js';
