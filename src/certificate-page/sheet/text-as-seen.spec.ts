import { describe, expect, it } from '@jest/globals';
import { asSeen, isPlainRightToLeft } from './text-as-seen.js';

const [LRM, RLM] = ['\u200e', '\u200f'];

describe('a text as seen', () => {
  it.each([
    ['Nyäkɔ̱t Gätlua̱k', 'Nyäkɔ̱t Gätlua̱k'],
    ['אבג דה', 'הד גבא'],
    ['אבג 12 דה', `גבא${LRM} 12 הד`],
    ['Ann אבג.', `Ann גבא${LRM}.`],
    ['אב. גד', `בא${LRM}. דג`],
  ])('on a page from left to right: %j', (given, seen) => {
    expect(asSeen(given, false)).toBe(seen);
  });

  it.each([
    ['Ann Lee', 'Ann Lee'],
    ['אבג דה', 'הד גבא'],
    ['אבג (Ann) דה', `הד )${RLM}Ann( גבא`],
  ])('on a page from right to left: %j', (given, seen) => {
    expect(asSeen(given, true)).toBe(seen);
  });

  it.each([
    ['سلمى', true],
    ['حدّاد', false],
    ['علی‌رضا', false],
    ['دوד 2', false],
    ['Dɛ̈ŋ', false],
    ['12', false],
    ['د. عمر', false],
  ])('%s has letters from right to left alone: %s', (text, expected) => {
    expect(isPlainRightToLeft(text)).toBe(expected);
  });
});
