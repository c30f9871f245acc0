import type { FastifyRequest } from 'fastify';
// For the type of request.cookies.
import type {} from '@fastify/cookie';

/** A token as the request carries it, not yet verified. */
export interface PresentedToken {
  /** Undefined: the header does not hold a token. */
  readonly token: string | undefined;
  readonly from: 'header' | 'cookies';
}

const HEADER_PAYLOAD = 'edx-jwt-cookie-header-payload';
const SIGNATURE = 'edx-jwt-cookie-signature';
const SCHEMES = /^(?:jwt|bearer)[ \t]+(\S+)$/i;

/**
 * The token of a request, from its Authorization header or else from its pair of cookies; undefined when there is none.
 * A blank header counts as absent; with any other header the cookies do not count.
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

/** Node keeps the first of several Authorization headers, but a proxy before us may have checked another one. */
function countAuthorization(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count += 1;
  }
  return count;
}
