import { ErrorWords } from './error-words.js';

/** Messages per wrong field, nested like the body; `non_field_errors` speaks of the body as a whole. */
export type FieldErrors = { readonly [field: string]: FieldProblem };
export type FieldProblem = string | readonly string[] | FieldErrors | readonly FieldErrors[];

/** What the service refuses and why. One filter maps each kind to its status; see error.filter.ts. */
export abstract class DomainError extends Error {}

/** The input is wrong (400): the body is the messages per field. */
export class ValidationError extends DomainError {
  constructor(readonly fields: FieldErrors | readonly FieldErrors[]) {
    super('Invalid input.');
  }
}

/** The request as a whole is wrong (400), for instance it is no JSON. */
export class BadRequestError extends DomainError {}

/** Nobody valid asks (401). */
export class NotAuthenticatedError extends DomainError {
  constructor(detail = ErrorWords.notAuthenticated) {
    super(detail);
  }
}

/** Somebody valid asks who may not (403). */
export class PermissionDeniedError extends DomainError {
  constructor(detail = ErrorWords.permissionDenied) {
    super(detail);
  }
}

/** There is no such thing (404), or the caller must not learn that there is. */
export class NotFoundError extends DomainError {
  constructor(detail = ErrorWords.notFound) {
    super(detail);
  }
}

/** The path exists, but not for this method (405). */
export class MethodNotAllowedError extends DomainError {
  constructor(
    method: string,
    readonly allow: string,
  ) {
    super(`Method "${method}" not allowed.`);
  }
}

/** What is asked for does not fit the state that the thing is in (409). */
export class ConflictError extends DomainError {}

/** Somebody changed the thing meanwhile (412). */
export class PreconditionFailedError extends DomainError {
  constructor(detail = ErrorWords.preconditionFailed) {
    super(detail);
  }
}

/** The body is of a kind that the route does not take (415). */
export class UnsupportedMediaTypeError extends DomainError {}

/** A refusal in the shape of the older routes below /records, whose callers look for `{"error": "..."}`. */
export class LegacyRefusal extends DomainError {
  constructor(
    readonly status: 403 | 404,
    message: string,
  ) {
    super(message);
  }
}

/** Too many want the same at once (503); a repeat will do. */
export class BusyError extends DomainError {
  constructor(detail = ErrorWords.databaseBusy) {
    super(detail);
  }
}

/** Too many requests (429). */
export class ThrottledError extends DomainError {
  constructor(
    /** Whole seconds until the next request is accepted. */
    readonly retryAfter: number,
  ) {
    super(ErrorWords.throttled(retryAfter));
  }
}
