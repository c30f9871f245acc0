import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it, jest } from '@jest/globals';
import { BadRequestError, BusyError, ErrorWords } from '../errors/index.js';
import { LargeBodyTurns } from './large-body-turns.js';

describe('turns of large bodies', () => {
  const response = () => new EventEmitter() as ServerResponse;

  it('go to the caller who has the fewest, and in the order of asking', async () => {
    const turns = new LargeBodyTurns(60_000);
    const order: string[] = [];
    const ends: (() => void)[] = [];
    const ask = (caller: string, name: string) =>
      turns.take(caller, response()).then((end) => {
        order.push(name);
        ends.push(end);
      });
    const all = [1, 2, 3, 4, 5, 6].map((number) => ask('a', `a${number}`));
    all.push(ask('b', 'b1'), ask('b', 'b2'));
    for (let index = 0; index < all.length; index += 1) {
      await new Promise(setImmediate);
      ends[index]!();
    }
    await Promise.all(all);
    expect(order).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'a5', 'a6']);
  });

  it('are not kept for a caller who has gone', async () => {
    const turns = new LargeBodyTurns(60_000);
    const [first] = await Promise.all([1, 2, 3, 4].map(() => turns.take('a', response())));
    const leaving = response();
    const gone = turns.take('a', leaving);
    const next = turns.take('a', response());
    leaving.emit('close');
    await expect(gone).rejects.toBeInstanceOf(BadRequestError);
    first!();
    first!();
    await next;
  });

  it('are refused with a true sentence to those who would wait for most of the time of a request', async () => {
    jest.useFakeTimers();
    try {
      const turns = new LargeBodyTurns(1000);
      await Promise.all([1, 2, 3, 4].map(() => turns.take('a', response())));
      let refusal: unknown;
      turns.take('a', response()).catch((error: unknown) => (refusal = error));
      await jest.advanceTimersByTimeAsync(799);
      expect(refusal).toBeUndefined();
      await jest.advanceTimersByTimeAsync(1);
      expect(refusal).toEqual(new BusyError(ErrorWords.bodiesBusy));
    } finally {
      jest.useRealTimers();
    }
  });
});
