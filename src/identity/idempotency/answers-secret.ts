import { SetMetadata } from '@nestjs/common';

export const ANSWERS_SECRET = Symbol('answers a secret');

/**
 * For a handler whose answer shows a secret: it is not kept for repeats. A request with the same `Idempotency-Key` gets 409,
 * `idempotency_answer_lost`.
 */
export const AnswersSecret = (): MethodDecorator => SetMetadata(ANSWERS_SECRET, true);
