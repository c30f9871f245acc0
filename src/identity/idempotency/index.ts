export { AnswersSecret } from './answers-secret.js';
export { IdempotencyGuard } from './idempotency.guard.js';
export { IdempotencyKey } from './idempotency-key.entity.js';
export { KeptAnswers } from './kept-answers.js';
export { KeyCleaner } from './key-cleaner.js';
