import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from '../../../test/support/property.js';
import { CsvReader } from './csv-reader.js';

/** Rows of pieces that are cut as given. */
function read(...pieces: string[]): string[][] {
  const reader = new CsvReader();
  return [...pieces.flatMap((piece) => reader.read(piece)), ...reader.end()];
}

describe('the reader of CSV', () => {
  it('reads quotes, commas and line ends inside of them, and both kinds of line ends', () => {
    expect(read('a,b\r\n"x, ""y""\nz",\n\n', 'last')).toEqual([['a', 'b'], ['x, "y"\nz', ''], ['last']]);
  });

  it('refuses a quote that does not end', () => {
    expect(() => read('"a')).toThrow('does not end');
  });

  it('reads what was written, wherever it is cut', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ü') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 3 })), fc.nat(200), (rows, at) => {
        const text = stringify(rows);
        expect(read(text.slice(0, at), text.slice(at))).toEqual(rows);
      }),
    );
  });
});
