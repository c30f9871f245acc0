import { expect, it, jest } from '@jest/globals';
import qrcode from 'qrcode';
import { qrCode } from './qr-code.js';

/** Short, so that a thousand codes are made quickly. */
const addressOf = (number: number) => `h:${number}`;

it('makes the code of an address once, and forgets it when many others were wanted', () => {
  const made = jest.spyOn(qrcode, 'toString');
  const first = qrCode(addressOf(0));
  expect(first).toMatch(/^<svg [^>]*viewBox="0 0 25 25"[^>]*><path stroke="#101218" d="M2 2.5h7/);
  expect(qrCode(addressOf(1))).not.toBe(first);
  expect(qrCode(addressOf(0))).toBe(first);
  expect(made).toHaveBeenCalledTimes(2);
  for (let number = 2; number <= 1001; number += 1) qrCode(addressOf(number));
  expect(qrCode(addressOf(0))).toBe(first);
  expect(made).toHaveBeenCalledTimes(1003);
  made.mockRestore();
});

it('says of an address that is too long for a code that it is', () => {
  expect(() => qrCode('h'.repeat(5000))).toThrow();
});
