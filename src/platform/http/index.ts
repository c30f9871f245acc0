export { ACCESS_RULE, Public } from './access-rule.js';
export {
  AnswersJson,
  AnswersLegacyRefusals,
  AnswersListValidationError,
  AnswersNoSuchPage,
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
export * from './errors.js';
export { ErrorBody } from './error-body.js';
export { IMAGE_TYPES, type ImageType } from './image-types.js';
export { PageAnswer, PageQuery } from './page-answer.js';
export { pageStatement, pageWindow, readPage } from './page-query.js';
export { LargeBody } from './large-body.js';
export { bringsLargeBody, LargeBodyTurns } from './large-body-turns.js';
export { type PageNumber, pageJson, parsePage, resolvePage } from './pagination.js';
export { isOn } from './query-switch.js';
export { DURATION_BOUNDS, RequestMeter } from './request-meter.js';
export { hexOf, isUuid, parseUuid } from './uuid.js';
export { CompiledListPipe, CompiledPipe } from './validation/compiled.js';
export { isDateTime, toDateTime } from './validation/date-time.js';
export { DecimalField } from './validation/decimal.js';
export * from './validation/fields.js';
export { Messages } from './validation/messages.js';
export { TextListField } from './validation/text-list.js';
