import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Remembered } from './remembered.js';

describe('a remembered value', () => {
  let reads = 0;
  const remembered = (lifetimeMs: number) => {
    reads = 0;
    return new Remembered(lifetimeMs, () => Promise.resolve((reads += 1)));
  };

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is read once for all who ask within its lifetime, and again after it', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    const value = remembered(5000);
    clock.mockReturnValue(4999);
    await value.get();
    clock.mockReturnValue(9998);
    expect([await value.get(), reads]).toEqual([1, 1]);
    clock.mockReturnValue(9999);
    expect([await value.get(), reads]).toEqual([2, 2]);
  });

  it('is read again once it is forgotten', async () => {
    const value = remembered(60_000);
    await value.get();
    value.forget();
    expect([await value.get(), await value.get()]).toEqual([2, 2]);
  });

  it('is not replaced by one whose reading began before it was forgotten', async () => {
    const answers: ((value: string) => void)[] = [];
    const value = new Remembered<string>(
      60_000,
      () => new Promise((resolve) => answers.push((text) => resolve(text))),
    );
    const old = value.get();
    value.forget();
    const current = value.get();
    answers[1]!('current');
    answers[0]!('old');
    expect([await old, await current, await value.get()]).toEqual(['old', 'current', 'current']);
  });

  it('is asked for again when it could not be read', async () => {
    let isAway = true;
    const value = new Remembered(60_000, () =>
      isAway ? Promise.reject(new Error('away')) : Promise.resolve(1),
    );
    await expect(value.get()).rejects.toThrow('away');
    isAway = false;
    expect(await value.get()).toBe(1);
  });
});
