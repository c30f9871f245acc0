import { describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import { parseQuery } from './query.js';

describe('a query', () => {
  it('is read like a form', () => {
    const pair = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const text = new URLSearchParams(pairs).toString();
        expect(parseQuery(text)).toEqual(Object.fromEntries(new URLSearchParams(text)));
      }),
    );
  });

  it.each(['%FF', 'a%C3', '%ED%A0%80', '%C0%80', '%EF%BF%BD%FF'])(
    'with the bytes %s holds no text there',
    (bytes) => {
      const { username, other } = parseQuery(`username=${bytes}&other=%C3%A9+%25`);
      expect(username!.isWellFormed()).toBe(false);
      expect(other).toBe('é %');
    },
  );
});
