import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from '../view/describe-certificate.js';
import { DrawingThreads, PdfBusyError } from './drawing-threads.js';
import type { PdfJob } from './pdf-job.js';

const VIEW = describeCertificate(exampleCertificate('en', new Date()), {
  platformName: 'Open edX',
  publicUrl: 'http://localhost:8150',
  logo: undefined,
});
const COLORS = { primary: '#1c2d50', accent: '#a67c2e' };
const ENDLESS: PdfJob = {
  view: { ...VIEW, learner: 'W'.repeat(1_000_000) },
  colors: COLORS,
  signatures: [],
};

describe('threads that draw', () => {
  let threads: DrawingThreads;

  beforeEach(() => {
    threads = new DrawingThreads(50);
  });

  afterEach(() => threads.close());

  it('are replaced when a drawing takes too long', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(threads.isFree).toBe(true);
      const outcome = await threads.draw(ENDLESS);
      expect(outcome).toMatchObject({ kind: 'failed', position: null, error: expect.any(PdfBusyError) });
    }
  });

  it('are at most two', async () => {
    const drawings = [threads.draw(ENDLESS), threads.draw(ENDLESS)];
    expect(threads.isFree).toBe(false);
    await Promise.all(drawings);
    expect(threads.isFree).toBe(true);
  });
});
