import { describe, expect, it } from '@jest/globals';
import { dashed, hexOf, isStoredUuid, parseUuid } from './uuid.js';

const UUID = '0e000000-0000-4000-8000-00000000000a';

describe('ids in addresses', () => {
  it.each([UUID, hexOf(UUID), UUID.toUpperCase(), '11111111111111111111111111111111'])(
    'are uuids with or without dashes, of any version: %s',
    (text) => {
      expect(parseUuid(text)).toBe(text.toLowerCase());
    },
  );

  it.each([
    '',
    'shared',
    `${UUID}0`,
    UUID.slice(1),
    '0e000000-00004000-8000-00000000000a',
    `${hexOf(UUID)}\n`,
  ])('are nothing else: %j', (text) => {
    expect(parseUuid(text)).toBeUndefined();
  });

  it('are compared with stored ones in one form only', () => {
    expect(isStoredUuid(UUID)).toBe(true);
    expect(isStoredUuid(UUID.toUpperCase())).toBe(false);
    expect(isStoredUuid(hexOf(UUID))).toBe(false);
    expect(dashed(hexOf(UUID))).toBe(UUID);
    expect(dashed(UUID)).toBe(UUID);
  });

  it('stand without dashes in addresses of pages', () => {
    expect(hexOf(UUID)).toBe('0e00000000004000800000000000000a');
  });
});
