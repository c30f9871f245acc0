import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Departure } from '../../src/platform/http/index.js';
import { createProbeApp, type ProbeApp } from './probe-app.js';

describe('a process that is about to stop', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await createProbeApp();
    probe.app.get(Departure, { strict: false }).begin();
  });

  afterAll(() => probe.close());

  it.each(['/readyz/', '/health/'])('answers 503 at %s, and says when to repeat', async (path) => {
    const { headers } = await probe.request.get(path).expect(503);
    expect(headers['retry-after']).toBe('1');
  });

  it('is alive all the same', () => probe.request.get('/livez/').expect(200));
});
