import { CompletionMailTemplate } from './completion-mail-template.entity.js';

export const completionMailEntities = [CompletionMailTemplate];
