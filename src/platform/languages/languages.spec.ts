import { describe, expect, it } from '@jest/globals';
import { directionOf, languageFor, nearestLanguage } from './languages.js';

describe('the language for a tag', () => {
  it.each([
    ['es-419', 'es-419'],
    ['ES_419', 'es-419'],
    [' fr ', 'fr'],
    ['es-MX', 'es-419'],
    ['es', 'es-419'],
    ['de-AT', 'de'],
    ['ar-EG', 'ar'],
    ['pt-BR', undefined],
    ['', undefined],
  ])('%j is %s', (tag, language) => {
    expect(nearestLanguage(tag)).toBe(language);
    expect(languageFor(tag)).toBe(language ?? 'en');
  });
});

describe('the direction of a language', () => {
  it.each(['ar', 'ar-EG', 'he', 'fa', 'ur', 'pa-PK', 'ckb'])('is right to left for %s', (tag) => {
    expect(directionOf(tag)).toBe('rtl');
  });

  it.each(['en', 'es-419', 'pa', 'zh-Hant', 'xx', 'en-1a', ''])('is left to right for %s', (tag) => {
    expect(directionOf(tag)).toBe('ltr');
  });
});
