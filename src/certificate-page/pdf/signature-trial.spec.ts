import { afterAll, describe, expect, it } from '@jest/globals';
import { SignatureTrial } from './signature-trial.js';

const svg = (content: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${content}</svg>`);

const SQUARE = { type: 'image/svg+xml', content: svg('<rect width="9" height="9"/>') };

describe('a trial of signatures', () => {
  const trial = new SignatureTrial();
  afterAll(() => trial.close());

  it('names those that a PDF leaves out, with the reason', async () => {
    const signatures = [
      { ...SQUARE, position: 0 },
      { type: 'image/png', content: Buffer.from('no image'), position: 1 },
      { ...SQUARE, position: 2 },
    ];
    expect(await trial.leftOutOf(signatures)).toEqual([{ position: 1, reason: 'The body is no whole PNG.' }]);
  });

  it('names nothing where all are drawn, or there are none', async () => {
    expect(await trial.leftOutOf([{ ...SQUARE, position: 4 }])).toEqual([]);
    expect(await trial.leftOutOf([])).toEqual([]);
  });
});
