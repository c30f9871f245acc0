import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { replay, scenarioIds } from '../support/replay.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('recorded exchanges', () => {
  let test: TestApp;
  let smtpPort: string;

  beforeAll(async () => {
    // The replay listens on this port and reads the mails that a step expects.
    smtpPort = String(await freePort());
    test = await createTestApp({
      world: true,
      // The replay ends when the service has closed its idle connection to the mail server, after 0.7 of a lease.
      env: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, OUTBOX_LEASE: '10' },
    });
  });

  afterAll(() => test.close());

  it.each([
    'credentials.json',
    'auth.json',
    'course-certificates.json',
    'grades.json',
    'cert-status.json',
    'usernames.json',
    'records.json',
    'documented.json',
  ])(
    'are answered as in %s',
    async (file) => {
      const { problems, summary } = await replay(file, test.base, ['--smtp', smtpPort]);
      expect(problems).toEqual([]);
      expect(summary).toBe(`${(await scenarioIds(file)).length} passed, 0 failed`);
    },
    120_000,
  );
});
