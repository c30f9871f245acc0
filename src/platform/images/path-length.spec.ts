import { describe, expect, it } from '@jest/globals';
import { pathLength } from './path-length.js';

describe('the length of a path', () => {
  it.each([
    ['M1 1L4 5', 1.4142 + 5],
    ['M0 0 3 4 3 0', 9],
    ['m0 0h3v4z', 12],
    ['M10 0m-10 0l3,4l-3-4', 10 + 10 + 5 + 5],
    ['M0 0H3V4H0', 10],
    ['M0 0C0 1 1 1 1 0c0 1 1 1 1 0', 6],
    ['M0 0Q0 1 1 1T2 2', 2 + 2],
    ['M0 0C0 1 1 2 1 1S2 0 2 1', 1 + 1.4142 + 1 + 1 + 1 + 1],
    ['M0 0a1 1 0 01.5.5h1', 2 * Math.PI + 1],
    ['M0 0A1 1 0 0 1 2 0H3', 2 * Math.PI + 1],
    ['M1e1 0h-1e1', 20],
    ['', 0],
    ['M0 0L1', 0],
  ])('is that of its lines: %s', (data, length) => {
    expect(pathLength(data, 1000)).toBeCloseTo(length, 3);
  });

  it('counts a line as no more than it is said to', () => {
    expect(pathLength('M0 0h9h1000A500 500 0 0 0 1000 0', 10)).toBe(9 + 10 + 10);
  });

  it('counts the curves of a chain that swings ever further', () => {
    expect(pathLength(`M0 0Q50 50 0 0${'T0 0'.repeat(100)}`, 100)).toBeGreaterThan(100 * 100);
  });
});
