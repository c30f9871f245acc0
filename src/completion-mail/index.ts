import { CompletionMailTemplate } from './entities/completion-mail-template.entity.js';

export { CompletionMailModule } from './completion-mail.module.js';

export const completionMailEntities = [CompletionMailTemplate];
