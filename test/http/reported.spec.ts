import { describe, expect, it } from '@jest/globals';
import { replay, scenarioIds } from '../support/replay.js';
import { createTestApp } from '../support/test-app.js';

const FILE = 'reported.json';

describe('scenarios that people have reported', () => {
  it('are answered as in the file, all in one world', async () => {
    const ids = await scenarioIds(FILE);
    const test = await createTestApp({ world: true });
    try {
      const { problems, summary } = await replay(FILE, test.base);
      expect(problems).toEqual([]);
      expect(summary).toBe(`${ids.length} passed, 0 failed`);
    } finally {
      await test.close();
    }
  });
});
