import { expect, it } from '@jest/globals';
import { createTestApp } from '../support/test-app.js';

const FORWARDED = {
  'X-Forwarded-For': '203.0.113.9',
  'X-Forwarded-Host': 'elsewhere.example',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Port': '4433',
  'X-Real-IP': '203.0.113.9',
  Forwarded: 'for=203.0.113.9;host=elsewhere.example;proto=https',
};

it('what a proxy says of a caller changes no link and is in no line of the log', async () => {
  const lines: string[] = [];
  const test = await createTestApp({
    world: true,
    env: { LOG_LEVEL: 'debug' },
    log: (line) => lines.push(line),
  });
  const issue = (headers: Readonly<Record<string, string>>) =>
    test.request
      .post('/api/v2/credentials/')
      .set({ Authorization: test.as('root', { administrator: true }), ...headers })
      .send({
        username: 'ann',
        credential: { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' },
      });
  const forwarded = await issue(FORWARDED).expect(201);
  expect((forwarded.body as { certificate_url: string }).certificate_url).toMatch(
    `${test.base}/credentials/`,
  );
  await test.close();
  expect(JSON.stringify(forwarded.headers)).not.toMatch(/203\.0\.113\.9|elsewhere/);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toMatch(/203\.0\.113\.9|elsewhere/);
});
