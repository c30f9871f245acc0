export { CompletionMailModule } from './completion-mail.module.js';
export { CompletionMailTemplate } from './entities/completion-mail-template.entity.js';
export { completionMailEntities } from './entities/index.js';
export { CompletionMailsService } from './mails/completion-mails.service.js';
export { ListCompletionMailsQuery } from './mails/dto/list-completion-mails.query.js';
export { templateFault } from './templates/template-fault.js';
export { TemplatesService } from './templates/templates.service.js';
