import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { QuestionEnd } from './lms-names.js';
import { LmsRest, type Turn } from './lms-rest.js';

describe('the rest of an LMS that has trouble', () => {
  let now = 0;
  let rest: LmsRest;

  beforeEach(() => {
    now = 1000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    rest = new LmsRest();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const begin = (): Turn => {
    const turn = rest.begin();
    expect(turn).toBeDefined();
    return turn!;
  };
  const ask = (end: QuestionEnd, userId = 1) => rest.end(begin(), userId, end);
  /** How many questions may begin now, at most eleven. */
  const places = () => {
    const turns = Array.from({ length: 11 }, () => rest.begin()).filter((turn) => turn !== undefined);
    for (const turn of turns) rest.end(turn, 1, 'not asked');
    return turns.length;
  };

  it.each<QuestionEnd>(['silent', 'refused'])('grows with each failure, up to five minutes: %s', (end) => {
    for (const pause of [5, 10, 20, 40, 80, 160, 300, 300]) {
      ask(end);
      now += 1000 * pause - 1;
      expect(places()).toBe(0);
      now += 1;
    }
    expect(places()).toBe(1);
  });

  it('grows once for questions that were on their way together', () => {
    const turns = Array.from({ length: 10 }, begin);
    for (const [index, turn] of turns.entries()) rest.end(turn, index, 'silent');
    now += 5000;
    expect(places()).toBe(1);
  });

  it('ends with one question, whose answer lets all others ask', () => {
    ask('silent');
    now += 5000;
    expect(places()).toBe(1);
    ask('whole');
    expect(places()).toBe(10);
  });

  it('ends at once with an answer that was on its way', () => {
    const [one, other] = [begin(), begin()];
    rest.end(one, 1, 'silent');
    expect(places()).toBe(0);
    rest.end(other, 2, 'whole');
    expect(places()).toBe(10);
  });

  it('is told once', () => {
    expect(ask('silent')).toBe(true);
    now += 5000;
    expect(ask('silent')).toBe(false);
    now += 10_000;
    ask('whole');
    expect(ask('useless')).toBe(true);
    expect(ask('useless')).toBe(false);
  });

  it('is not for an answer that is odd about one user, which is told all the same', () => {
    expect(ask('partly')).toBe(true);
    expect(places()).toBe(10);
    expect([ask('partly'), ask('whole')]).toEqual([false, false]);
  });

  it('is not for useless answers about one user, nor about some with a good one between', () => {
    for (let time = 0; time < 20; time += 1) ask('useless', 1);
    expect(places()).toBe(10);
    for (let userId = 0; userId < 30; userId += 1) {
      if (userId % 9 === 0) ask('partly', 100);
      ask('useless', userId);
    }
    expect(places()).toBe(10);
  });

  it('is for useless answers about ten users in a row, and grows with each further one', () => {
    for (let userId = 1; userId <= 9; userId += 1) ask('useless', userId);
    expect(places()).toBe(10);
    ask('useless', 10);
    expect(places()).toBe(0);
    now += 5000;
    ask('useless', 1);
    now += 9999;
    expect(places()).toBe(0);
    now += 1;
    ask('whole');
    ask('useless', 11);
    expect(places()).toBe(10);
  });

  it('is not for one user about whom no answer comes while there are answers about others', () => {
    const slow = begin();
    ask('whole', 2);
    rest.end(slow, 1, 'silent');
    expect(places()).toBe(10);
    // A refusal is about all questions, whatever was answered before.
    const refused = begin();
    ask('whole', 2);
    rest.end(refused, 1, 'refused');
    expect(places()).toBe(0);
  });

  it('is also kept while ten questions are on their way', () => {
    const turns = Array.from({ length: 10 }, begin);
    expect(rest.begin()).toBeUndefined();
    rest.end(turns[0]!, 1, 'not asked');
    expect(rest.begin()).toBeDefined();
  });
});
