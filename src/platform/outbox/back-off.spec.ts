import { describe, expect, it } from '@jest/globals';
import { backOff } from './back-off.js';

const BASE = 30_000;

describe('the wait before the next attempt', () => {
  it('doubles its limit from the base to an hour', () => {
    const limits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12].map((attempt) => backOff(attempt, BASE, () => 1) / 1000);
    expect(limits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  it('may be anything up to the limit', () => {
    expect([0, 0.25, 0.5].map((random) => backOff(2, BASE, () => random))).toEqual([0, 15_000, 30_000]);
  });

  it('stays an hour however often it failed', () => {
    expect(backOff(5000, BASE, () => 1)).toBe(3_600_000);
  });

  it('has a shorter limit where the caller knows one', () => {
    expect([2, 6].map((attempt) => backOff(attempt, BASE, () => 1, 300_000))).toEqual([60_000, 300_000]);
  });
});
