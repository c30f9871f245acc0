import { Body } from '@nestjs/common';
import { requireReadable } from './unreadable-body.js';

const UNREAD = {
  transform: (body: unknown) => {
    requireReadable(body);
    return body;
  },
};

/**
 * The parsed body without rules, for a handler that checks it itself. A plain `@Body()` without rules stops the start.
 * Give it the type unknown: a class with rules is checked all the same.
 */
export function UncheckedBody(): ParameterDecorator {
  return Body(UNREAD);
}
