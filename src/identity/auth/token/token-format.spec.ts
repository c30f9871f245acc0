import { describe, expect, it } from '@jest/globals';
import { takeApart } from './token-format.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (header: unknown, payload: unknown = { a: 1 }, signature = 'c2ln'): string =>
  `${encode(header)}.${encode(payload)}.${signature}`;

describe('takeApart', () => {
  it.each(['HS256', 'RS256', 'RS512'])('takes a token apart that is signed with %s', (alg) => {
    const whole = token({ alg, kid: 'anything' });
    const parts = takeApart(whole);
    expect(parts?.algorithm).toBe(alg);
    expect(parts?.signature.toString()).toBe('sig');
    expect(`${parts?.signed}.c2ln`).toBe(whole);
  });

  it.each([
    'none',
    'None',
    'HS384',
    'HS512',
    'RS384',
    'ES256',
    'PS256',
    'hs256',
    '',
    null,
    undefined,
    ['HS256'],
  ])('refuses the algorithm %p', (alg) => {
    expect(takeApart(token({ alg }))).toBeUndefined();
  });

  it('refuses a payload whose bytes are no UTF-8, since a name in it would be another one', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"preferred_username":"a'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    expect(takeApart(`${encode({ alg: 'HS256' })}.${bytes.toString('base64url')}.c2ln`)).toBeUndefined();
  });

  it('refuses a header that demands an extension', () => {
    expect(takeApart(token({ alg: 'HS256', crit: [] }))).toBeUndefined();
    expect(takeApart(token({ alg: 'HS256', crit: ['b64'], b64: false }))).toBeUndefined();
  });

  it.each([[['HS256']], ['HS256'], [null], [1]])('refuses the header %p, which is no object', (header) => {
    expect(takeApart(token(header))).toBeUndefined();
  });

  it.each([[[]], ['text'], [null], [1], [true]])('refuses the payload %p, which is no object', (payload) => {
    expect(takeApart(token({ alg: 'HS256' }, payload))).toBeUndefined();
  });

  it('refuses another number of segments than three, and empty ones', () => {
    const good = token({ alg: 'HS256' });
    const [header, payload] = good.split('.');
    for (const bad of [
      `${header}.${payload}`,
      `${good}.x`,
      `${good}..`,
      `${header}.${payload}.`,
      `.${payload}.a`,
      '',
    ]) {
      expect(takeApart(bad)).toBeUndefined();
    }
  });

  it('refuses segments that are not in canonical unpadded base64url', () => {
    const good = token({ alg: 'HS256' });
    // 'c2ln' holds three whole bytes. 'c2k' has two unused bits, which must be zero: 'c2l' holds the same bytes.
    expect(takeApart(token({ alg: 'HS256' }, {}, 'c2k'))).toBeDefined();
    expect(takeApart(token({ alg: 'HS256' }, {}, 'c2l'))).toBeUndefined();
    for (const bad of [
      `${good}=`,
      `${good}\n`,
      good.replace('.', '\n.'),
      good.replace('.', '=.'),
      ` ${good}`,
    ]) {
      expect(takeApart(bad)).toBeUndefined();
    }
    expect(takeApart(token({ alg: 'HS256' }, {}, 'a+/b'))).toBeUndefined();
  });

  it('refuses a token over 8 KB', () => {
    const sized = (length: number): string => token({ alg: 'HS256' }, { filler: 'x'.repeat(length) });
    expect(takeApart(sized(6000))).toBeDefined();
    expect(takeApart(sized(6200))).toBeUndefined();
  });
});
