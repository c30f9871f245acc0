import type { FastifyRequest } from 'fastify';
// For the type of request.cookies.
import type {} from '@fastify/cookie';

/** A token as a request brings it, unproven. */
export interface PresentedToken {
  /** Undefined: what the header says is no token at all. */
  readonly token: string | undefined;
  readonly from: 'header' | 'cookies';
}

const HEADER_PAYLOAD = 'edx-jwt-cookie-header-payload';
const SIGNATURE = 'edx-jwt-cookie-signature';
const SCHEMES = /^(?:jwt|bearer)[ \t]+(\S+)$/i;

/**
 * The token of a request: from its Authorization header, else from the pair of cookies that share one; undefined when
 * it brings none. A blank header counts as none, any other header settles the matter.
 */
export function presentedToken(request: FastifyRequest): PresentedToken | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return request.headers.cookie === undefined ? undefined : fromCookies(request);
  if (countAuthorization(request.raw.rawHeaders) > 1) return { token: undefined, from: 'header' };
  if (header.trim() === '') return fromCookies(request);
  return { token: SCHEMES.exec(header)?.[1], from: 'header' };
}

function fromCookies({ cookies }: FastifyRequest): PresentedToken | undefined {
  const start = cookies[HEADER_PAYLOAD];
  const signature = cookies[SIGNATURE];
  return start && signature ? { token: `${start}.${signature}`, from: 'cookies' } : undefined;
}

/** Node keeps the first of several Authorization headers; which one a proxy in front of us believed we can't know. */
function countAuthorization(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count += 1;
  }
  return count;
}
