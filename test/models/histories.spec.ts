import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from '../support/property.js';
import { type Command, histories } from './commands.js';
import { type Done, hasExplanation } from './explain.js';
import { isStoredAs } from './final-state.js';
import { Installation, type Stage } from './installation.js';

/** How many histories are tried. More of them find rarer races. */
const RUNS = Number(process.env.MODEL_RUNS ?? 500);
const SEED = Number(process.env.MODEL_SEED ?? 20_261_125);

describe(`histories of three processes (MODEL_RUNS=${RUNS} MODEL_SEED=${SEED})`, () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.open();
  });

  afterAll(() => installation.close());

  /** Sends the commands of all callers at once. */
  async function carryOut(stage: Stage, callers: readonly (readonly Command[])[]): Promise<Done[][]> {
    let clock = 0;
    return Promise.all(
      callers.map(async (commands, process) => {
        const done: Done[] = [];
        for (const command of commands) {
          const start = clock++;
          const answer = await stage.send(process, command);
          done.push({ command, answer, start, end: clock++ });
        }
        return done;
      }),
    );
  }

  it('have an order that explains each answer, the stored state and the events', async () => {
    const property = fc.asyncProperty(histories, async (callers) => {
      const stage = await installation.begin();
      const done = await carryOut(stage, callers);
      const final = await stage.final();
      const explained = hasExplanation(done, (state) => isStoredAs(state, final));
      if (explained && stage.faults.length === 0) return;
      throw new Error(
        [
          ...(explained ? [] : ['no order explains this history']),
          ...stage.faults,
          ...done.flatMap((commands, process) => commands.map((one) => `${process}: ${JSON.stringify(one)}`)),
          `final: ${JSON.stringify(final)}`,
        ].join('\n'),
      );
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: false });
    expect(RUNS).toBeGreaterThan(0);
  }, 600_000);
});
