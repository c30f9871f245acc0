import { expect, it } from '@jest/globals';
import { inTime } from './in-time.js';

const never = () => new Promise<never>(() => undefined);

it('gives what the work gives, or throws', async () => {
  expect(await inTime(Promise.resolve(7), 60_000)).toBe(7);
  await expect(inTime(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken');
});

it('throws when it takes longer, with the error of the caller', async () => {
  await expect(inTime(never(), 1)).rejects.toThrow('no answer in time');
  await expect(inTime(never(), 1, () => new RangeError('busy'))).rejects.toThrow(new RangeError('busy'));
});

it('leaves a later failure of the work unheard', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  await expect(inTime(promise, 1)).rejects.toThrow('no answer in time');
  reject(new Error('too late'));
  // An unhandled rejection would fail this test.
  await new Promise(setImmediate);
});
