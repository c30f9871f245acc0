import { beforeAll, describe, expect, it } from '@jest/globals';
import { installedFonts } from './fonts.js';
import { Letters } from './letters.js';

describe('letters', () => {
  let letters: Letters;

  beforeAll(() => {
    letters = new Letters(installedFonts(undefined).typefaces);
  });

  it.each([
    ['ᠮᠣᠩᠭᠣᠯ (Mongol Bat)', 'Mongol Bat'],
    ['Mongol Bat (ᠮᠣᠩᠭᠣᠯ)', 'Mongol Bat'],
    ['Bat ᠮᠣᠩᠭᠣᠯ Dorj', 'Bat Dorj'],
    ['ᠮᠣᠩᠭᠣᠯ – Bat', 'Bat'],
    ['👩‍🚀🎓 Ada 🏳️‍🌈 😀', 'Ada'],
    ['ᠮᠣᠩᠭᠣᠯ', ''],
    ['Ada (Countess)', 'Ada (Countess)'],
    ['علی‌رضا', 'علی‌رضا'],
    ['क्‍ष', 'क्‍ष'],
  ])('draw of %s: %s', (text, expected) => {
    expect(letters.drawable(text)).toBe(expected);
  });

  it('name the characters without a font once each time they occur, but no blank, joiner or control', () => {
    expect(letters.missing('Ada\u00a0\u200d\u2068ᠮ\u2069ᠮ')).toEqual(['ᠮ', 'ᠮ']);
  });

  it.each([
    ['Sofía Marlowe', 'EB Garamond'],
    ['Nyäkɔ̱t Gätlua̱k', 'EB Garamond'],
    ['Nguyễn Thị Phượng', 'EB Garamond'],
    ['فاطمة', 'Amiri'],
    ['अमृता', 'Noto Serif Devanagari'],
    ['髙橋 さくら', 'Noto Sans Japanese'],
    ['홍길동', 'Noto Sans Korean'],
    ['ㄅㄆㄇ 王', 'Noto Sans T Chinese'],
  ])('of %s come first from %s', (text, family) => {
    expect(letters.familiesFor(text, 'en')[0]).toBe(family);
  });

  it('of a name come from one typeface that has them all, though an earlier one has most', () => {
    expect(letters.familiesFor('Ann Gatluak', 'en')[0]).toBe('EB Garamond');
    expect(letters.familiesFor('Ann Ꞌatluak', 'en')[0]).toBe('Noto Serif');
  });

  it.each([
    ['ja', 'Noto Sans Japanese'],
    ['ko', 'Noto Sans Korean'],
    ['zh-TW', 'Noto Sans T Chinese'],
  ])('that East Asia shares are those of the language %s', (language, family) => {
    expect(letters.familiesFor('王', language)[0]).toBe(family);
    expect(letters.familiesFor('王', 'zh-cn')[0]).not.toBe(family);
  });

  it('fall back to every family', () => {
    expect([...letters.familiesFor('王 Ann', 'en')].sort()).toEqual([...letters.families].sort());
  });
});
