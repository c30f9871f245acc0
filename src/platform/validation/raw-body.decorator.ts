import { Body } from '@nestjs/common';

const UNREAD = { transform: (body: unknown) => body };

/** The body as it came, for a handler that reads it itself. A plain `@Body()` without rules stops the start. */
export function RawBody(): ParameterDecorator {
  return Body(UNREAD);
}
