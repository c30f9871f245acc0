import type { ErrorCode } from './error-codes.js';
import { ErrorWords } from './error-words.js';

/** Messages per wrong field, nested like the body. `non_field_errors` is for the body as a whole. */
export type FieldErrors = { readonly [field: string]: FieldProblem };
export type FieldProblem = string | readonly string[] | FieldErrors | readonly FieldErrors[];

/** A refusal and its answer. Each class names its status and its code: one without does not compile. */
export abstract class DomainError extends Error {
  abstract readonly status: number;
  abstract readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>> = {};

  get body(): unknown {
    return { detail: this.message };
  }
}

/** The input is wrong (400): the body is the messages per field. */
export class ValidationError extends DomainError {
  readonly status = 400;
  readonly code: ErrorCode = 'invalid_input';

  constructor(readonly fields: FieldErrors | readonly FieldErrors[]) {
    super('Invalid input.');
  }

  override get body(): unknown {
    return this.fields;
  }
}

/** The request as a whole is wrong; for instance, it is not JSON. */
export class BadRequestError extends DomainError {
  readonly status = 400;
  readonly code: ErrorCode = 'bad_request';
}

export class NotAuthenticatedError extends DomainError {
  readonly status = 401;
  readonly code: ErrorCode = 'not_authenticated';
  override readonly headers = { 'www-authenticate': 'JWT realm="api"' };

  constructor(detail = ErrorWords.notAuthenticated) {
    super(detail);
  }
}

/** The token is refused. The same words for every fault of it, so that callers do not learn the reason. */
export class InvalidTokenError extends NotAuthenticatedError {
  override readonly code = 'invalid_token';

  constructor() {
    super(ErrorWords.invalidToken);
  }
}

/** The caller is known but lacks the right. */
export class PermissionDeniedError extends DomainError {
  readonly status = 403;
  readonly code: ErrorCode = 'permission_denied';

  /** @param required the permission or the kind of user that is needed, where one would do */
  constructor(
    detail = ErrorWords.permissionDenied,
    readonly required?: string,
  ) {
    super(detail);
  }

  override get body(): unknown {
    return { detail: this.message, ...(this.required === undefined ? {} : { required: this.required }) };
  }
}

/** The thing does not exist, or the caller must not learn that it does. */
export class NotFoundError extends DomainError {
  readonly status = 404;
  readonly code: ErrorCode = 'not_found';

  constructor(detail = ErrorWords.notFound) {
    super(detail);
  }
}

/** The path exists, but not for this method. */
export class MethodNotAllowedError extends DomainError {
  readonly status = 405;
  readonly code: ErrorCode = 'method_not_allowed';
  override readonly headers: { readonly allow: string };

  constructor(method: string, allow: string) {
    super(`Method "${method}" not allowed.`);
    this.headers = { allow };
  }
}

/** The request does not fit the state of the thing. */
export class ConflictError extends DomainError {
  readonly status = 409;
  readonly code: ErrorCode = 'conflict';
}

/** The thing has changed since the caller read it. */
export class PreconditionFailedError extends DomainError {
  readonly status = 412;
  readonly code: ErrorCode = 'precondition_failed';

  constructor(detail = ErrorWords.preconditionFailed) {
    super(detail);
  }
}

/** The body did not arrive in time. Nobody waits for the rest, so the connection ends. */
export class TooSlowError extends DomainError {
  readonly status = 408;
  readonly code: ErrorCode = 'too_slow';
  override readonly headers = { connection: 'close' };

  constructor(detail = ErrorWords.tooSlow) {
    super(detail);
  }
}

/** The body is larger than the route takes. */
export class TooLargeError extends DomainError {
  readonly status = 413;
  readonly code: ErrorCode = 'body_too_large';

  constructor(detail = ErrorWords.tooLarge) {
    super(detail);
  }
}

/** The route does not take a body of this kind. */
export class UnsupportedMediaTypeError extends DomainError {
  readonly status = 415;
  readonly code: ErrorCode = 'unsupported_media_type';
}

export class ThrottledError extends DomainError {
  readonly status = 429;
  readonly code: ErrorCode = 'throttled';
  override readonly headers: { readonly 'retry-after': string };

  /** @param seconds until the next request is accepted, a whole number */
  constructor(seconds: number) {
    super(ErrorWords.throttled(seconds));
    this.headers = { 'retry-after': String(seconds) };
  }
}

/** The header of a 503: seconds until a repeat may do. */
export const REPEAT_SOON = { 'retry-after': '1' } as const;

/** What the request needs cannot be used now, in most cases the database; a repeat may succeed. */
export class BusyError extends DomainError {
  readonly status = 503;
  override readonly headers: Readonly<Record<'retry-after', string>> = REPEAT_SOON;

  constructor(
    detail = ErrorWords.databaseBusy,
    readonly code: ErrorCode = 'busy',
  ) {
    super(detail);
  }
}

/** The request was not done within its time; nothing was changed. */
export class LateError extends BusyError {
  override readonly name = 'LateError';

  constructor() {
    super(ErrorWords.tooLate, 'too_late');
  }
}

/** The caller has gone, so the request is given up. Nobody reads the answer. */
export class CallerLeftError extends BadRequestError {
  override readonly name = 'CallerLeftError';

  constructor() {
    super(ErrorWords.cutOff);
  }
}
