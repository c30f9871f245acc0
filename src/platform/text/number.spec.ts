import { describe, expect, it } from '@jest/globals';
import { LARGEST_ID, parseNumber } from './number.js';

describe('a number in an address', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['007', 7],
    [String(LARGEST_ID), LARGEST_ID],
  ])('is read from %j', (text, number) => {
    expect(parseNumber(text, 10)).toBe(number);
  });

  it.each(['', ' 1', '1\n', '-1', '+1', '1.0', '1e3', '0x1', '٣', String(LARGEST_ID + 1), '1'.repeat(400)])(
    'is not read from %j',
    (text) => {
      expect(parseNumber(text, 10)).toBeUndefined();
    },
  );

  it('has at most so many digits, leading zeros included', () => {
    expect([parseNumber('007', 3), parseNumber('0007', 3)]).toEqual([7, undefined]);
  });
});
