import { describe, expect, it } from '@jest/globals';
import { excessOf } from './json-size.js';

const LIMITS = { levels: 3, keys: 4, values: 5 };
const excess = (text: string) => excessOf(Buffer.from(text), LIMITS);

describe('excessOf', () => {
  it.each([
    '',
    '[[[]]]',
    '[[[1]],[]]',
    '{"a":1,"b":2,"c":3,"d":4}',
    '[1,2,3,4,5]',
    String.raw`["[[[[[[,,,,,,::::::","\"[[[[[[\\",":::::\\\""]`,
    'no JSON',
    '"never closed',
    String.raw`"\ `.trim(),
  ])('finds nothing in %s', (text) => {
    expect(excess(text)).toBeUndefined();
  });

  it.each([
    ['[[[[]]]]', 'is nested deeper than 3 levels'],
    ['['.repeat(1_000_000), 'is nested deeper than 3 levels'],
    ['{"a":{"b":{"c":{}}}}', 'is nested deeper than 3 levels'],
    ['{"a":1,"a":2,"a":3,"a":4,"a":5}', 'has more than 4 keys'],
    ['[1,2,3,4,5,6]', 'has more than 5 values'],
    ['[[],[],[],[]]', 'has more than 5 values'],
  ])('refuses %s', (text, words) => {
    expect(excess(text)).toBe(words);
  });
});
