import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LmsRest } from './lms-rest.js';

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

  const fail = () => {
    expect(rest.begin()).toBe(true);
    return rest.end('failed');
  };

  it('grows with each failure, up to five minutes', () => {
    for (const pause of [5, 10, 20, 40, 80, 160, 300, 300]) {
      fail();
      now += 1000 * pause - 1;
      expect(rest.begin()).toBe(false);
      now += 1;
    }
    expect(rest.begin()).toBe(true);
  });

  it('ends with one question, whose answer lets all others ask', () => {
    fail();
    now += 5000;
    expect([rest.begin(), rest.begin()]).toEqual([true, false]);
    rest.end('whole');
    expect([rest.begin(), rest.begin()]).toEqual([true, true]);
  });

  it('is told once', () => {
    expect(fail()).toBe(true);
    now += 5000;
    expect(fail()).toBe(false);
    now += 10_000;
    rest.begin();
    rest.end('whole');
    expect(fail()).toBe(true);
  });

  it('is not for an answer that is odd about one user, which is told all the same', () => {
    rest.begin();
    expect(rest.end('partly')).toBe(true);
    expect([rest.begin(), rest.begin()]).toEqual([true, true]);
    expect([rest.end('partly'), rest.end('whole')]).toEqual([false, false]);
  });

  it('is also kept while ten questions are on their way', () => {
    const begun = Array.from({ length: 11 }, () => rest.begin());
    expect(begun.filter(Boolean)).toHaveLength(10);
    rest.end('not asked');
    expect(rest.begin()).toBe(true);
  });
});
