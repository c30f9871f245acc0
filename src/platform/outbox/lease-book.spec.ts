import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Database } from '../database/index.js';
import { TemporaryFailure } from './failures.js';
import { LeaseBook } from './lease-book.js';
import { renewLeases } from './outbox.sql.js';

const DURATION_MS = 4000;

describe('the leases of a relay', () => {
  /** What the database was asked, and what it answers: the rows that are still this relay's. */
  let asked: unknown[] = [];
  let answer: () => Promise<{ id: string }[]> = () => Promise.resolve([]);
  let warnings: unknown[] = [];

  const database = {
    run: (...given: unknown[]) => {
      asked.push(given);
      return answer();
    },
  } as unknown as Database;
  const openBook = () => new LeaseBook(database, 'me', DURATION_MS);

  beforeEach(() => {
    [asked, warnings] = [[], []];
    answer = () => Promise.resolve([]);
    Logger.overrideLogger({
      log: () => undefined,
      error: () => undefined,
      warn: (message) => warnings.push(message),
    });
  });
  afterEach(() => void jest.useRealTimers());
  afterAll(() => Logger.overrideLogger(false));

  it('are known by row and counted by subscriber until they are closed', () => {
    const book = openBook();
    const first = book.open(1, 1, 'mail');
    book.open(2, 1, 'bell');
    book.open(3, 1, 'mail');
    expect([book.size, book.ids(), book.countOf('mail'), book.countOf('bell')]).toEqual([3, [1, 2, 3], 2, 1]);
    book.close(first);
    expect([book.size, book.ids(), book.countOf('mail')]).toEqual([2, [2, 3], 1]);
  });

  it('are renewed in one statement, and one that another relay has by now is lost', async () => {
    const book = openBook();
    const kept = book.open(1, 3, 'mail');
    const taken = book.open(2, 5, 'mail');
    answer = () => Promise.resolve([{ id: '1' }]);
    await book.renew();
    expect(asked).toEqual([[renewLeases, ['me', [1, 2], [3, 5], DURATION_MS], DURATION_MS]]);
    expect([kept.lost, kept.signal.aborted]).toEqual([false, false]);
    expect([taken.lost, taken.signal.reason]).toEqual([true, new TemporaryFailure('the lease was lost')]);
    expect(warnings).toEqual([{ message: 'The lease of an outbox message is lost', outboxId: 2 }]);
  });

  it('are not lost when the delivery has ended meanwhile', async () => {
    const book = openBook();
    const lease = book.open(1, 1, 'mail');
    lease.delivered = true;
    await book.renew();
    expect([lease.lost, lease.signal.aborted, warnings]).toEqual([false, false, []]);
  });

  it('ask nothing of the database when there are none', async () => {
    await openBook().renew();
    expect(asked).toEqual([]);
  });

  it('stay when the database cannot be asked', async () => {
    const book = openBook();
    const lease = book.open(1, 1, 'mail');
    answer = () => Promise.reject(Object.assign(new Error('secret'), { code: 'ECONNRESET' }));
    await book.renew();
    expect([lease.lost, book.size]).toEqual([false, 1]);
    expect(warnings).toEqual(['Leases were not renewed (Error (ECONNRESET))']);
  });

  it('are renewed four times in their duration until the book is stopped', () => {
    jest.useFakeTimers();
    const book = openBook();
    book.open(1, 1, 'mail');
    book.start();
    jest.advanceTimersByTime(DURATION_MS / 4 - 1);
    expect(asked).toHaveLength(0);
    jest.advanceTimersByTime(DURATION_MS);
    expect(asked).toHaveLength(4);
    book.stop();
    jest.advanceTimersByTime(DURATION_MS);
    expect(asked).toHaveLength(4);
  });

  it('are all told of an abort', () => {
    const book = openBook();
    const leases = [book.open(1, 1, 'mail'), book.open(2, 1, 'mail')];
    const reason = new TemporaryFailure('stopped');
    book.abortAll(reason);
    expect(leases.map(({ signal }) => signal.reason as unknown)).toEqual([reason, reason]);
  });

  describe('while somebody waits for their end', () => {
    /** Whether the wait is over, after everything that could end it now. */
    const waitFor = (book: LeaseBook, timeoutMs: number) => {
      let isOver = false;
      void book.ended(timeoutMs).then(() => (isOver = true));
      return async () => {
        await setImmediate();
        return isOver;
      };
    };

    it('end it at once when there are none', async () => {
      expect(await waitFor(openBook(), 600_000)()).toBe(true);
    });

    it('end it with the last one', async () => {
      const book = openBook();
      const leases = [book.open(1, 1, 'mail'), book.open(2, 1, 'mail')] as const;
      const isOver = waitFor(book, 600_000);
      book.close(leases[0]);
      expect(await isOver()).toBe(false);
      book.close(leases[1]);
      expect(await isOver()).toBe(true);
    });

    it('end it after some time, whatever is left', async () => {
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
      const book = openBook();
      book.open(1, 1, 'mail');
      const isOver = waitFor(book, 1000);
      jest.advanceTimersByTime(999);
      expect(await isOver()).toBe(false);
      jest.advanceTimersByTime(1);
      expect(await isOver()).toBe(true);
    });
  });
});
