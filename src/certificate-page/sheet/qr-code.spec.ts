import { expect, it } from '@jest/globals';
import { qrDrawing } from './qr-code.js';

it('draws the modules of a code on a light ground of two more on each side', () => {
  const drawing = qrDrawing('https://credentials.example.org/credentials/1/');
  const [, side] = /viewBox="-2 -2 (\d+) \1"/.exec(drawing) ?? [];
  // Sizes of codes are 21 modules and four more for each version.
  expect((Number(side) - 4 - 21) % 4).toBe(0);
  // The corner that all codes have: a dark square of seven modules.
  expect(drawing).toMatch(/ d="M0 0h7v1h-7z/);
  expect(qrDrawing('https://credentials.example.org/credentials/2/')).not.toBe(drawing);
});
