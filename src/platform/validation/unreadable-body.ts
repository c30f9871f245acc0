/** In place of a body that is no JSON or form: the refusal, until the caller's right is known. */
export class UnreadableBody {
  constructor(readonly refusal: Error) {}
}

/** @throws the refusal of an unreadable body */
export function requireReadable(body: unknown): void {
  if (body instanceof UnreadableBody) throw body.refusal;
}
