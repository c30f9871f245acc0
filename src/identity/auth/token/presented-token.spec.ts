import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from '@jest/globals';
import { presentedTokens } from './presented-token.js';

const PAYLOAD = 'edx-jwt-cookie-header-payload';
const SIGNATURE = 'edx-jwt-cookie-signature';
const PAIR = `${PAYLOAD}=head.payload; ${SIGNATURE}=signature`;

function presented(
  headers: { authorization?: string; cookie?: string },
  rawHeaders = Object.entries(headers).flat(),
) {
  return presentedTokens({ headers, raw: { rawHeaders } } as unknown as FastifyRequest);
}

describe('the token of a request', () => {
  it.each(['JWT abc', 'jwt abc', 'Bearer abc', 'bearer \t abc'])(
    'stands in the header %j',
    (authorization) => {
      expect(presented({ authorization })).toEqual({ tokens: ['abc'], from: 'header' });
    },
  );

  it.each(['abc', 'Basic abc', 'JWT', 'JWT abc def', 'xJWT abc', 'JWTabc', 'JWT  '])(
    'is none, though the header %j is there',
    (authorization) => {
      expect(presented({ authorization, cookie: PAIR })).toEqual({ tokens: [], from: 'header' });
    },
  );

  it('is in the pair of cookies without a header, or with a blank one', () => {
    const expected = { tokens: ['head.payload.signature'], from: 'cookies' };
    expect(presented({ cookie: PAIR })).toEqual(expected);
    expect(presented({ authorization: ' \t', cookie: PAIR })).toEqual(expected);
  });

  it('is in one of several pairs, first of those that stand in step', () => {
    const cookie = `${PAYLOAD}=a.a; ${SIGNATURE}=1; ${PAYLOAD}=b.b; ${SIGNATURE}=2; ${SIGNATURE}=3`;
    expect(presented({ cookie })).toEqual({
      tokens: ['a.a.1', 'b.b.2', 'a.a.2', 'a.a.3', 'b.b.1', 'b.b.3'],
      from: 'cookies',
    });
  });

  it('is looked for in sixteen pairs at most', () => {
    const many = Array.from({ length: 50 }, (_, index) => `${PAYLOAD}=a.${index}; ${SIGNATURE}=${index}`);
    expect(presented({ cookie: many.join('; ') })?.tokens).toHaveLength(16);
  });

  it.each([
    `${PAYLOAD}=head.payload`,
    `${SIGNATURE}=signature`,
    `${PAYLOAD}=; ${SIGNATURE}=signature`,
    `${PAYLOAD}=head.payload; ${SIGNATURE}=`,
  ])('is nowhere in half a pair: %s', (cookie) => {
    expect(presented({ cookie })).toBeUndefined();
  });

  it('is nowhere without header and cookies', () => {
    expect(presented({})).toBeUndefined();
    expect(presented({ authorization: '' })).toBeUndefined();
  });

  it('is none where there are two Authorization headers: a proxy may have looked at the other', () => {
    const headers = { authorization: 'JWT abc', cookie: PAIR };
    const twice = ['host', 'x', 'Authorization', 'JWT abc', 'AUTHORIZATION', 'JWT def'];
    expect(presented(headers, twice)).toEqual({ tokens: [], from: 'header' });
    const blank = ['authorization', '', 'authorization', 'JWT def'];
    expect(presented({ authorization: '', cookie: PAIR }, blank)).toEqual({ tokens: [], from: 'header' });
    const valueOfAnother = ['X-Name', 'authorization', 'Authorization', 'JWT abc', 'X-Of-13-Chars', 'x'];
    expect(presented(headers, valueOfAnother)).toEqual({ tokens: ['abc'], from: 'header' });
  });
});
