import { describe, expect, it } from '@jest/globals';
import { drawApiKey, readApiKey } from './api-key-text.js';

describe('the text of an API key', () => {
  it('is read as it was drawn, and no two are the same', () => {
    const one = drawApiKey();
    const other = drawApiKey();
    expect(readApiKey(one.text)).toEqual({ keyId: one.keyId, digest: one.digest });
    expect(one.digest).toHaveLength(32);
    expect([other.keyId, other.text]).not.toEqual([one.keyId, one.text]);
    expect(one.text).toMatch(/^ck_[0-9a-f]{88}$/);
  });

  it('does not hold what is stored, but for its id', () => {
    const { text, keyId, digest } = drawApiKey();
    expect(text.startsWith(`ck_${keyId}`)).toBe(true);
    expect(text).not.toContain(digest.toString('hex'));
  });

  it('is refused with a wrong character anywhere', () => {
    const { text } = drawApiKey();
    for (let place = 3; place < text.length; place += 1) {
      const wrong = text[place] === '0' ? '1' : '0';
      expect(readApiKey(text.slice(0, place) + wrong + text.slice(place + 1))).toBeUndefined();
    }
  });

  it.each(['', 'ck_', 'ck_x', `ck_${'0'.repeat(88)}`, `CK_${'0'.repeat(80)}9f0a3b1c`])(
    'is not %j',
    (text) => {
      expect(readApiKey(text)).toBeUndefined();
    },
  );

  it('is refused with more around it', () => {
    const { text } = drawApiKey();
    for (const other of [`${text}0`, `${text}\n`, ` ${text}`, text.toUpperCase(), text.slice(0, -1)])
      expect(readApiKey(other)).toBeUndefined();
  });
});
