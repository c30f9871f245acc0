export { CompletionMailModule } from './completion-mail.module.js';
export { completionMailEntities } from './entities/index.js';
