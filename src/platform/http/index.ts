export { preferredOf, qualityOf, takesGzip, wantedLanguages } from './accept.js';
export { ACCESS_RULE, Public } from './public-route.js';
export {
  AnswersJson,
  AnswersListValidationError,
  AnswersNotFound,
  AnswersValidationError,
  AnswersWithoutDatabase,
} from './answers.js';
export { AnswerGiven } from './answer-given.js';
export { fastifyOf } from './fastify-of.js';
export { varyBy } from './caching.js';
export { createApplication } from './application.js';
export {
  AnswersTagged,
  AnswersTaggedFile,
  entityTag,
  IfMatch,
  namesTag,
  requireMatch,
  TakesIfMatch,
} from './entity-tag.js';
export { cookieValues } from './cookie-values.js';
export { contentDisposition, type DownloadName } from './content-disposition.js';
export { Departure } from './closing.js';
export { AnswersErrorPages, type Audience, type ErrorPage, ErrorPages } from './error-pages.js';
export { ErrorAnswer, ErrorMarks } from './error.answer.js';
export type { HttpOptions } from './http-options.js';
export { LargeBody } from './large-body.js';
export { bringsLargeBody } from './large-bodies.js';
export { valuesOf } from './query.js';
export { requireNoQuery } from './no-query.js';
export { RequestMeter } from './request-meter.js';
export { UuidParam, requireUuid } from './uuid-param.js';
