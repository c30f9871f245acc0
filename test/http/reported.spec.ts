import { describe, expect, it } from '@jest/globals';
import { replay, type Replay, scenarioIds } from '../support/replay.js';
import { createTestApp } from '../support/test-app.js';

const FILE = 'reported.json';

/** The scenarios that fail as yet, and why. Take one off this list when it passes. */
const PENDING: Readonly<Record<string, string>> = {
  'bug.pdf.letter-with-mark-below': 'belongs to the next issue',
};

describe('scenarios that people have reported', () => {
  it('are all in the file', async () => {
    expect(await scenarioIds(FILE)).toEqual(expect.arrayContaining(Object.keys(PENDING)));
  });

  it('are answered as in the file, all in one world', async () => {
    const landed = (await scenarioIds(FILE)).filter((id) => !(id in PENDING));
    const { problems, summary } = await replayInNewWorld(landed);
    expect(problems).toEqual([]);
    expect(summary).toBe(`${landed.length} passed, 0 failed`);
  });

  it.failing.each(Object.entries(PENDING))('%s is pending: %s', async (id) => {
    expect((await replayInNewWorld([id])).problems).toEqual([]);
  });
});

async function replayInNewWorld(ids: readonly string[]): Promise<Replay> {
  const test = await createTestApp({ world: true });
  try {
    const wanted = `^(${ids.join('|').replaceAll('.', String.raw`\.`)})$`;
    return await replay(FILE, test.base, ['--only', wanted]);
  } finally {
    await test.close();
  }
}
