import { ConflictError, DomainError, type ErrorCode, ErrorWords } from '../../platform/errors/index.js';

/** The same request is being carried out, or has just been. */
export class KeyInUseError extends ConflictError {
  override readonly code = 'idempotency_key_in_use';
  override readonly headers = { 'retry-after': '1' };

  constructor() {
    super(ErrorWords.keyInUse);
  }
}

/**
 * The change was made, and its answer is not known: the process ended between the two, or the answer was too large. Or
 * it is not for this caller any more, whose rights or scope have changed.
 */
export class AnswerLostError extends ConflictError {
  override readonly code = 'idempotency_answer_lost';

  constructor() {
    super(
      'The request with this Idempotency-Key was carried out, but its answer was not kept, or is from before your rights changed. Read the result.',
    );
  }
}

/** Another request has the key. */
export class KeyReusedError extends DomainError {
  readonly status = 422;
  readonly code: ErrorCode = 'idempotency_key_reused';

  constructor() {
    super(ErrorWords.keyReused);
  }
}
