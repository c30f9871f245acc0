import type { FastifyRequest } from 'fastify';
import { cookieValues } from '../../../platform/http/index.js';

/** The tokens that a request carries, not yet verified. */
export interface PresentedTokens {
  /** In the order in which they are tried. None: the header does not hold a token. */
  readonly tokens: readonly string[];
  readonly from: 'header' | 'cookies';
}

const HEADER_PAYLOAD = 'edx-jwt-cookie-header-payload';
const SIGNATURE = 'edx-jwt-cookie-signature';
/** The cookies of a token. */
export const TOKEN_COOKIES = [HEADER_PAYLOAD, SIGNATURE] as const;
const SCHEMES = /^(?:jwt|bearer)[ \t]+(\S+)$/i;

/**
 * The token of a request, from its Authorization header or else from its pairs of cookies; undefined when there is none.
 * A blank header counts as absent; with any other header the cookies do not count.
 */
export function presentedTokens(request: FastifyRequest): PresentedTokens | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return request.headers.cookie === undefined ? undefined : fromCookies(request);
  if (countAuthorization(request.raw.rawHeaders) > 1) return { tokens: [], from: 'header' };
  if (header.trim() === '') return fromCookies(request);
  const token = SCHEMES.exec(header)?.[1];
  return { tokens: token === undefined ? [] : [token], from: 'header' };
}

/**
 * A browser that has the cookies for this host and for a domain above it sends both pairs, the older one first, and that
 * may be a stale one. The two halves can come in different orders, so all combinations are tried, first those in step.
 */
function fromCookies({ headers }: FastifyRequest): PresentedTokens | undefined {
  const starts = cookieValues(headers.cookie, HEADER_PAYLOAD);
  const signatures = cookieValues(headers.cookie, SIGNATURE);
  const tokens = starts
    .flatMap((start, row) =>
      signatures.map((signature, column) => ({ token: `${start}.${signature}`, inStep: row === column })),
    )
    .sort((one, other) => Number(other.inStep) - Number(one.inStep))
    .map(({ token }) => token);
  return tokens.length === 0 ? undefined : { tokens, from: 'cookies' };
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
