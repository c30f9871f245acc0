export { CompletionMailModule } from './completion-mail.module.js';
export { CompletionMailTemplate } from './entities/completion-mail-template.entity.js';
export { completionMailEntities } from './entities/index.js';
export { templateFault } from './templates/template-fault.js';
export { TemplatesService } from './templates/templates.service.js';
