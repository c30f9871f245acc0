import { expect } from '@jest/globals';
import { ERROR_CODES } from '../../src/platform/errors/index.js';

type Body = Readonly<Record<string, unknown>>;

/** Whether it is the body of an error as the service writes it. */
function isMarked(value: unknown): value is Body {
  const { code, request_id: id } = (value ?? {}) as Body;
  return typeof id === 'string' && typeof code === 'string' && code in ERROR_CODES;
}

function isUnmarked(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !('code' in value) && !('request_id' in value);
}

function unmarked({ code: _code, request_id: _id, required: _required, ...body }: Body): Body {
  return body;
}

/**
 * Each error has a code and the request's id. Tests compare the rest of its body, unless they name these themselves;
 * test/http/error-answers.spec.ts has those of all kinds of errors, and each answer is checked against openapi.json.
 */
expect.addEqualityTesters([
  function (one, other, testers) {
    if (isMarked(one) && isUnmarked(other)) return this.equals(unmarked(one), other, testers);
    if (isMarked(other) && isUnmarked(one)) return this.equals(one, unmarked(other), testers);
    return undefined;
  },
]);
