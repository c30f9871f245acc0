import { describe, expect, it } from '@jest/globals';
import fc from '../../test/support/property.js';
import { ownPathIn } from './next-address.js';

const PUBLIC = 'https://credentials.example.org';

describe('the address after the sign-in', () => {
  it.each([
    ['/credentials/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/', undefined],
    ['/records/?a=b&c=%2F#d', undefined],
    ['/', undefined],
    [`${PUBLIC}/records/`, '/records/'],
    ['/a/../records/', '/records/'],
    ['/credentials/é', '/credentials/%C3%A9'],
  ])('%s is ours', (text, path = text) => {
    expect(ownPathIn(text, PUBLIC)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'records/',
    '//evil.example/',
    '///evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    '\n//evil.example',
    ' //evil.example',
    '/.//evil.example/',
    '/a/..//evil.example/',
    'https://evil.example/',
    'https:evil.example',
    'https://credentials.example.org.evil.example/',
    'https://credentials.example.org@evil.example/',
    'http://credentials.example.org/records/',
    'https://credentials.example.org:8443/records/',
    'http://nowhere.invalid/records/',
    'javascript:alert(1)',
    'data:text/html,x',
    `/${'a'.repeat(2000)}`,
  ])('%j is not', (text) => {
    expect(ownPathIn(text, PUBLIC)).toBeUndefined();
  });

  it('is below the path of the public address, with it or without', () => {
    const base = `${PUBLIC}/badges`;
    expect(ownPathIn('/badges/records/', base)).toBe('/records/');
    expect(ownPathIn('/records/', base)).toBe('/records/');
    expect(ownPathIn(`${base}/records/`, base)).toBe('/records/');
    expect(ownPathIn('/badges//evil.example/', base)).toBeUndefined();
  });

  it('never leads a browser away, whatever it is made of', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom('/', '\\', '.', ':', '@', '%2f', '%5c', '\t', '\r', 'http', 'a'),
          fc.string(),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (next) => {
        const path = ownPathIn(next, PUBLIC);
        expect(new URL(path ?? '/', PUBLIC).origin).toBe(PUBLIC);
        expect(path ?? '/').toMatch(/^\/[!-~]*$/);
      }),
      { numRuns: 1000 },
    );
  });
});
