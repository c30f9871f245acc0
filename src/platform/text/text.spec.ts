import { describe, expect, it } from '@jest/globals';
import { hasAtMost, isCleanText, isMailAddress, isSingleLine, isWebAddress } from './text.js';

describe('isMailAddress', () => {
  it.each(['a@example.org', 'first.last+tag@mail.example.org', 'jürgen@müller.example', "o'neil@localhost"])(
    'accepts %s',
    (address) => {
      expect(isMailAddress(address)).toBe(true);
    },
  );

  it.each([
    ['no at sign', 'example.org'],
    ['two at signs', 'a@b@example.org'],
    ['two addresses', 'a@example.org,b@example.org'],
    ['a display name', 'Ada <a@example.org>'],
    ['a line break', 'a@example.org\r\nBcc: b@example.org'],
    ['a trailing line feed', 'a@example.org\n'],
    ['a null character', 'a\0@example.org'],
    ['a space', 'a b@example.org'],
    ['an empty local part', '@example.org'],
    ['an empty host label', 'a@example..org'],
    ['a host label that ends in a dash', 'a@example-.org'],
    ['doubled dots', 'a..b@example.org'],
    ['a quoted local part', '"a b"@example.org'],
    ['more than 64 characters before the at sign', `${'a'.repeat(65)}@example.org`],
    ['more than 254 characters', `a@${'b.'.repeat(130)}org`],
    ['a number', 7],
  ])('refuses %s', (_, address) => {
    expect(isMailAddress(address)).toBe(false);
  });
});

describe('isCleanText', () => {
  it('accepts text in any script, also beyond the basic plane', () => {
    expect(isCleanText('Łukasiewicz 王 🎓')).toBe(true);
  });

  it.each([
    ['a null character', 'a\0b'],
    ['half a surrogate pair', 'a\ud800'],
    ['a number', 1],
    ['null', null],
  ])('refuses %s', (_, value) => {
    expect(isCleanText(value)).toBe(false);
  });
});

describe('isSingleLine', () => {
  it.each(['a\nb', 'a\tb', 'a\u007f', 'a\u0085b', 'a\u2028b', 'a\u2029b'])('refuses %j', (text) => {
    expect(isSingleLine(text)).toBe(false);
  });

  it('accepts blanks and any script', () => {
    expect(isSingleLine('Ada Łukasiewicz 王 🎓')).toBe(true);
  });
});

describe('hasAtMost', () => {
  it('counts characters as PostgreSQL does, and not UTF-16 units', () => {
    expect(hasAtMost(3, '🎓🎓🎓')).toBe(true);
    expect(hasAtMost(3, '🎓🎓🎓🎓')).toBe(false);
    expect(hasAtMost(3, 'abcd')).toBe(false);
  });
});

describe('isWebAddress', () => {
  const LONGEST = `https://example.org/${'a'.repeat(1980)}`;

  it.each(['http://localhost:8000', 'HTTPS://example.org/a?b=c#d', LONGEST])('accepts %s', (address) => {
    expect(isWebAddress(address)).toBe(true);
  });

  it.each([
    ['another scheme', 'javascript:alert(1)'],
    ['no host', 'https://'],
    ['a blank', 'https://example.org/a b'],
    ['a control character', 'https://example.org/a\u0001b'],
    ['a port that is none', 'https://example.org:port/'],
    ['more than 2000 characters', `${LONGEST}a`],
    ['a number', 7],
  ])('refuses %s', (_, value) => {
    expect(isWebAddress(value)).toBe(false);
  });
});
