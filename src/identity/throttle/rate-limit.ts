import type { FastifyReply } from 'fastify';
import type { Rate } from '../../config/index.js';

/** Names of the draft `ratelimit-headers-06` of the IETF: docs/errors.md says what they mean. */
const HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'ratelimit-policy'] as const;

/** @param reset seconds until one more call is accepted than now */
export function rateLimitHeaders(
  { limit, seconds }: Rate,
  remaining: number,
  reset: number,
): Readonly<Record<(typeof HEADERS)[number], string>> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(Math.max(0, remaining)),
    'ratelimit-reset': String(reset),
    'ratelimit-policy': `${limit};w=${seconds}`,
  };
}

/** The call is not counted after all. */
export function removeRateLimit(reply: FastifyReply): void {
  for (const name of HEADERS) void reply.removeHeader(name);
}

const integer = (description: string, example: number) => ({
  description,
  schema: { type: 'integer' as const, example },
});

/** The headers in the OpenAPI document, with a refusal. */
export const RATE_LIMIT_HEADERS = {
  'RateLimit-Limit': integer('Calls that the window takes.', 100),
  'RateLimit-Remaining': integer('Calls that are left. Accepted calls have it, too, and the other three.', 0),
  'RateLimit-Reset': integer('Seconds until one more call is accepted.', 42),
  'RateLimit-Policy': {
    description: 'Calls, and the seconds of their window.',
    schema: { type: 'string' as const, example: '100;w=3600' },
  },
};
