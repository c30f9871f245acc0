export { ACCESS_RULE, Public } from './public-route.js';
export {
  AnswersJson,
  AnswersListValidationError,
  AnswersNotFound,
  AnswersValidationError,
  AnswersWithoutDatabase,
} from './answers.js';
export { createApplication } from './application.js';
export {
  AnswersTagged,
  AnswersTaggedFile,
  entityTag,
  IfMatch,
  requireMatch,
  TakesIfMatch,
} from './entity-tag.js';
export { ErrorAnswer } from './error.answer.js';
export type { HttpOptions } from './http-options.js';
export { LargeBody } from './large-body.js';
export { bringsLargeBody, LargeBodyTurns } from './large-body-turns.js';
export { RequestMeter } from './request-meter.js';
export { UuidParam, requireUuid } from './uuid-param.js';
