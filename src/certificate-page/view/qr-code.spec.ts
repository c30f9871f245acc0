import { expect, it } from '@jest/globals';
import { qrCode } from './qr-code.js';

/** Short, so that a thousand codes are made quickly. */
const addressOf = (number: number) => `h:${number}`;

it('makes the code of an address once, and forgets it when many others were wanted', () => {
  const first = qrCode(addressOf(0));
  expect(first.path).toMatch(/^M0 0h7v1h-7z/);
  expect(qrCode(addressOf(1))).not.toEqual(first);
  expect(qrCode(addressOf(0))).toBe(first);
  for (let number = 1; number <= 1001; number += 1) qrCode(addressOf(number));
  const again = qrCode(addressOf(0));
  expect(again).toEqual(first);
  expect(again).not.toBe(first);
});
