import { isDeepStrictEqual } from 'node:util';
import type { Command } from './commands.js';
import { type Answer, apply, giveNumber, initialState, resolve, type State } from './model.js';

/** A command as it was carried out. Times are of one clock that ticks at each start and each end. */
export interface Done {
  readonly command: Command;
  readonly answer: Answer;
  readonly start: number;
  readonly end: number;
}

interface Position {
  readonly state: State;
  /** How many commands of each caller are finished. */
  readonly finished: readonly number[];
  /** For each caller whose command is half done, the learner that it found. */
  readonly found: readonly (number | 'nobody' | undefined)[];
  /** For each caller, whether its command has given the learner a number in the LMS. */
  readonly numbered: readonly boolean[];
}

/**
 * Looks for an order of the commands that explains all answers and the final state: each command happens at one moment
 * between its start and its end, or at two where it first finds a learner by name, and at three where it gives them a
 * number in the LMS.
 * @returns whether there is one
 */
export function hasExplanation(
  callers: readonly (readonly Done[])[],
  isFinal: (state: State) => boolean,
): boolean {
  const none = callers.map(() => 0);
  const open: Position[] = [
    {
      state: initialState(),
      finished: none,
      found: callers.map(() => undefined),
      numbered: callers.map(() => false),
    },
  ];
  const seen = new Set<string>();
  for (let position = open.pop(); position !== undefined; position = open.pop()) {
    const key = JSON.stringify([position.state, position.finished, position.found, position.numbered]);
    if (seen.has(key)) continue;
    seen.add(key);
    const { state, finished } = position;
    if (callers.every((commands, caller) => finished[caller] === commands.length)) {
      if (isFinal(state)) return true;
      continue;
    }
    open.push(...nextPositions(callers, position));
  }
  return false;
}

function nextPositions(
  callers: readonly (readonly Done[])[],
  { state, finished, found, numbered }: Position,
): Position[] {
  const next = callers.map((commands, caller) => commands[finished[caller]!]);
  return next.flatMap((done, caller): Position[] => {
    if (done === undefined) return [];
    // A command that ended before this one started comes first.
    if (next.some((other) => other !== undefined && other.end < done.start)) return [];
    const { command, answer } = done;
    // structuredClone makes objects of another realm under jest, which are never deeply equal to ours.
    const after = JSON.parse(JSON.stringify(state)) as State;
    if (found[caller] === undefined && 'name' in command && command.do !== 'list') {
      return [
        { state: after, finished, found: found.with(caller, resolve(after, command) ?? 'nobody'), numbered },
      ];
    }
    const learner = found[caller] === 'nobody' ? undefined : found[caller];
    if (command.do === 'issue' && command.lms !== null && !numbered[caller]) {
      giveNumber(after, command.lms, learner!);
      return [{ state: after, finished, found, numbered: numbered.with(caller, true) }];
    }
    if (!isDeepStrictEqual(apply(after, command, learner), answer)) return [];
    return [
      {
        state: after,
        finished: finished.with(caller, finished[caller]! + 1),
        found: found.with(caller, undefined),
        numbered: numbered.with(caller, false),
      },
    ];
  });
}
