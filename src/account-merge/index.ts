export { AccountMergeModule } from './account-merge.module.js';
export { AccountMergeService, type AccountMerge } from './account-merge.service.js';
