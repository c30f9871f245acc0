import { describe, expect, it } from '@jest/globals';
import { visualRuns } from './bidi-runs.js';

function order(text: string, direction: 'ltr' | 'rtl' | 'auto' = 'auto'): string[] {
  return visualRuns(text, direction, () => 'font').map((run) => run.text);
}

describe('runs of a line', () => {
  it('keeps a left-to-right line whole', () => {
    expect(order('Alice Łukasiewicz (2026)')).toEqual(['Alice Łukasiewicz (2026)']);
  });

  it('puts what follows right-to-left letters to their left', () => {
    expect(order('محمد Ann', 'rtl')).toEqual(['Ann', 'محمد ']);
    expect(order('Ann محمد', 'ltr')).toEqual(['Ann ', 'محمد']);
  });

  it('keeps numbers readable between right-to-left letters', () => {
    expect(order('سنة 2026 م', 'rtl')).toEqual([' م', '2026', 'سنة ']);
  });

  it('turns brackets around in right-to-left text', () => {
    expect(order('(م)', 'rtl')).toEqual([')م(']);
    expect(order('Ann (', 'rtl')).toEqual([') ', 'Ann']);
  });

  it('keeps isolated names in the order of their list, and draws no isolates', () => {
    expect(order('\u2068محمد\u2069, \u2068ليلى\u2069', 'ltr')).toEqual(['محمد', ', ', 'ليلى']);
    expect(order('\u2068محمد\u2069, \u2068Ann\u2069', 'rtl')).toEqual(['Ann', ' ,', 'محمد']);
  });

  it('splits where the font changes, in the order of reading from left to right', () => {
    const runs = visualRuns('مa', 'rtl', (character) => (character === 'a' ? 'serif' : 'sans'));
    expect(runs).toEqual([
      { text: 'a', font: 'serif' },
      { text: 'م', font: 'sans' },
    ]);
  });

  it('loses no character, whatever the text', () => {
    for (const text of ['', ' ', '١٢٣ (x) «م» y 5%', 'a ב c ד (e) ו 12 f', '😀م😀']) {
      expect(order(text).join('')).toHaveLength(text.length);
    }
  });
});
