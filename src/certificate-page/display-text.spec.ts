import { describe, expect, it } from '@jest/globals';
import { displayText, isolate, lengthOf } from './display-text.js';

describe('display text', () => {
  it('keeps letters, accents, joiners and emoji of any script', () => {
    for (const name of ['Łukasz Żółć', 'Νίκος', 'محمد بن موسى', '👩‍🚀 Ana', 'می‌خواهم', "O'Neil <b>"]) {
      expect(displayText(name)).toBe(name);
    }
  });

  it('removes what overrides the writing direction', () => {
    expect(displayText('\u202eevil\u2069 name\u2066')).toBe('evil name');
  });

  it('makes one line of several, without control characters', () => {
    expect(displayText('  Ann\r\n\tPage\u2028Two\u0007 ')).toBe('Ann Page Two');
  });

  it('has one blank where there were several', () => {
    expect(displayText('Ann \u00a0  Lee')).toBe('Ann Lee');
  });

  it('limits the marks stacked on one letter', () => {
    expect(displayText(`Z${'\u0301'.repeat(50)}algo`)).toBe(`Z${'\u0301'.repeat(4)}algo`);
  });

  it('replaces halves of broken surrogate pairs', () => {
    expect(displayText('a\ud800b')).toBe('a\ufffdb');
  });

  it('wraps a text in isolates', () => {
    expect(isolate('محمد')).toBe('\u2068محمد\u2069');
  });

  it('counts letters as a reader does', () => {
    expect(lengthOf('e\u0301👩‍🚀')).toBe(2);
  });

  it.each([
    '\u200d\u200d',
    '\u3164',
    '\u115f\u1160',
    '\u00ad \u200b',
    '\u{e0041}\u{e007f}',
    '\u0301',
    '\u2800',
    '\ufffa',
  ])('is nothing when nobody could see it: %j', (text) => {
    expect(displayText(text)).toBe('');
  });
});
