import { describe, expect, it } from '@jest/globals';
import { fitText } from './fit-text.js';

const ROOM = { width: 300, height: 50, size: 40, leading: 1.2 };

/** A font whose letters are all half as wide as the size. */
const measure = (text: string) => text.length / 2;

describe('fitting text', () => {
  it('leaves a short text at its size on one line', () => {
    expect(fitText('Ann Page', ROOM, measure)).toEqual({ size: 40, lines: ['Ann Page'] });
  });

  it('shrinks before it breaks, and keeps every word', () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff Hubert Blaine the elder and his many names';
    const { size, lines } = fitText(name, ROOM, measure);
    expect(lines.join(' ')).toBe(name);
    expect(lines.length * size * ROOM.leading).toBeLessThanOrEqual(ROOM.height + 0.5);
    for (const line of lines) expect(measure(line) * size).toBeLessThanOrEqual(ROOM.width);
  });

  it('breaks a word of 255 letters without a space', () => {
    const { size, lines } = fitText('x'.repeat(255), ROOM, measure);
    expect(lines.join('')).toBe('x'.repeat(255));
    for (const line of lines) expect(measure(line) * size).toBeLessThanOrEqual(ROOM.width);
  });

  it('breaks a word rather than shrink it where that is wanted', () => {
    const address = 'x'.repeat(20);
    expect(fitText(address, { ...ROOM, height: 100 }, measure).lines).toEqual([address]);
    const { size, lines } = fitText(address, { ...ROOM, height: 100, breakBelow: 1 }, measure);
    expect(size).toBe(40);
    expect(lines.join('')).toBe(address);
    expect(lines).toHaveLength(2);
  });

  it('cuts what would be too small to see, and shows that it did', () => {
    const { size, lines } = fitText('word '.repeat(2000).trim(), ROOM, measure);
    expect(size).toBeGreaterThanOrEqual(4);
    expect(lines.at(-1)).toMatch(/…$/);
  });

  it('makes one line of nothing', () => {
    expect(fitText('', ROOM, measure)).toEqual({ size: 40, lines: [''] });
  });
});
