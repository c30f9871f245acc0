import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../database/index.js';
import { AttemptCounts } from './attempt-counts.js';
import type { Outcome } from './deliver.js';
import { PeerAway } from './failures.js';
import { Lease } from './lease-book.js';
import type { OutboxOptions } from './outbox-options.js';
import { finishDelivery, postponeDelivery, releaseDelivery, suspendDelivery } from './outbox.sql.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import type { Delivery } from './subscriber.js';

const DELIVERY: Delivery = {
  id: 7,
  topic: 'door.opened',
  subscriber: 'bell',
  dedupeKey: 'x',
  payload: { version: 1 },
  attempt: 3,
};
const ABOUT = { outboxId: 7, topic: 'door.opened', subscriber: 'bell' };
const HOLDING = [7, 'me', 3];
const LEASE_MS = 60_000;
const failed = (kind: 'retry' | 'dead' | 'cancelled'): Outcome => ({
  kind,
  reason: 'busy',
  error: new TypeError('secret'),
});

describe('the record of how an attempt ended', () => {
  /** What the database is asked, and the answers that it gives in turn. */
  let asked: unknown[] = [];
  let answers: (() => Promise<object[]>)[] = [];
  let lines: [level: string, line: unknown][] = [];
  let counts = new AttemptCounts();
  let lease = new Lease(7, 3, 'bell');

  const database = {
    run: (...given: unknown[]) => {
      asked.push(given);
      return answers.shift()?.() ?? Promise.resolve([]);
    },
  } as unknown as Database;
  const recorder = (leaseMs = LEASE_MS) => {
    const options = { leaseMs, retryBaseMs: 1000, random: () => 0.5 } as OutboxOptions;
    return new OutcomeRecorder(database, 'me', options, counts);
  };
  const answer = (row: object) => answers.push(() => Promise.resolve([row]));
  const breakDown = () =>
    answers.push(() => Promise.reject(Object.assign(new Error('secret'), { code: 'ECONNRESET' })));
  const isCounted = () =>
    (['done', 'retry', 'dead', 'cancelled', 'released', 'waiting'] as const).filter(
      (kind) => counts.of('bell', kind) === 1,
    );

  beforeEach(() => {
    [asked, answers, lines] = [[], [], []];
    counts = new AttemptCounts();
    lease = new Lease(7, 3, 'bell');
    const write = (level: string) => (line: unknown) => lines.push([level, line]);
    Logger.overrideLogger({
      log: write('log'),
      warn: write('warn'),
      error: write('error'),
      debug: write('debug'),
    });
  });
  afterAll(() => Logger.overrideLogger(false));

  it('says done, and tells when the next about the same subject is due', async () => {
    answer({ nextDueAt: 5 });
    expect(await recorder().record(DELIVERY, { kind: 'done' }, lease)).toBe(5);
    expect(asked).toEqual([[finishDelivery, [...HOLDING, 'done', null], LEASE_MS]]);
    expect(isCounted()).toEqual(['done']);
    expect(lines).toEqual([['debug', { message: 'An outbox message is done', ...ABOUT, attempt: 3 }]]);
  });

  it.each([
    ['dead', 'warn'],
    ['cancelled', 'log'],
  ] as const)('says %s, and writes to the log at level %s', async (kind, level) => {
    answer({ nextDueAt: null });
    expect(await recorder().record(DELIVERY, failed(kind), lease)).toBeUndefined();
    expect(asked).toEqual([[finishDelivery, [...HOLDING, kind, 'busy'], LEASE_MS]]);
    expect(isCounted()).toEqual([kind]);
    const message = `An outbox message is ${kind}`;
    expect(lines).toEqual([[level, { message, reason: 'busy', ...ABOUT, attempt: 3 }]]);
  });

  it.each([
    ['ready', 'retry', 'An outbox message failed'],
    ['dead', 'dead', 'An outbox message is dead'],
  ])('puts a failed one off, after which it is %s', async (state, counted, message) => {
    answer({ state, nextDueAt: 5 });
    expect(await recorder().record(DELIVERY, failed('retry'), lease)).toBe(5);
    // Half of the limit after the third attempt.
    expect(asked).toEqual([[postponeDelivery, [...HOLDING, 2000, 'busy', false], LEASE_MS]]);
    expect(isCounted()).toEqual([counted]);
    const origin = expect.stringContaining('outcome-recorder.spec') as unknown;
    expect(lines).toEqual([['warn', { message, reason: 'busy', origin, ...ABOUT, attempt: 3 }]]);
  });

  it('puts one off whose peer is away without an end, for a shorter time, and warns only once', async () => {
    answer({ state: 'ready', nextDueAt: null });
    answer({ state: 'ready', nextDueAt: null });
    const away = { kind: 'retry', reason: 'away', error: new PeerAway('away') } as const;
    await recorder().record(DELIVERY, away, new Lease(7, 1, 'bell'));
    await recorder().record(DELIVERY, away, new Lease(7, 10, 'bell'));
    expect(asked).toEqual([
      [postponeDelivery, [7, 'me', 1, 500, 'away', true], LEASE_MS],
      [postponeDelivery, [7, 'me', 10, 150_000, 'away', true], LEASE_MS],
    ]);
    expect(lines.map(([level]) => level)).toEqual(['warn', 'debug']);
  });

  it.each([
    [undefined, null],
    [7, 7],
  ])('lets one wait until %s, and tells when the next is due', async (until, asks) => {
    answer({ state: 'waiting', nextDueAt: 5 });
    expect(await recorder().record(DELIVERY, { kind: 'waiting', reason: 'early', until }, lease)).toBe(5);
    expect(asked).toEqual([[suspendDelivery, [...HOLDING, asks, 'early'], LEASE_MS]]);
    expect(isCounted()).toEqual(['waiting']);
    expect(lines).toEqual([
      ['log', { message: 'An outbox message waits', reason: 'early', ...ABOUT, attempt: 3 }],
    ]);
  });

  it('releases one whose relay stops, and ends all the same one that ended meanwhile', async () => {
    lease.abort(new Error('stopped'));
    answer({ id: '7' });
    expect(await recorder().record(DELIVERY, failed('retry'), lease)).toBeUndefined();
    await recorder().record(DELIVERY, failed('cancelled'), lease);
    expect(asked).toEqual([
      [releaseDelivery, [...HOLDING, 'busy'], LEASE_MS],
      [finishDelivery, [...HOLDING, 'cancelled', 'busy'], LEASE_MS],
    ]);
    expect(isCounted()).toEqual(['cancelled', 'released']);
    expect(lines[0]).toEqual(['log', { message: 'An outbox message was released', ...ABOUT, attempt: 3 }]);
  });

  it.each([{ kind: 'done' } as const, failed('dead'), failed('retry')])(
    'changes nothing where another relay has the row by now: $kind',
    async (outcome) => {
      expect(await recorder().record(DELIVERY, outcome, lease)).toBeUndefined();
      expect(asked).toHaveLength(1);
    },
  );

  it('is tried again while the database is away, and says so once', async () => {
    breakDown();
    breakDown();
    answer({ nextDueAt: 5 });
    expect(await recorder().record(DELIVERY, { kind: 'done' }, lease)).toBe(5);
    expect(asked).toHaveLength(3);
    const message = 'The outcome of an outbox message is not recorded yet';
    const reason = 'Error (ECONNRESET)';
    expect(lines.filter(([level]) => level === 'warn')).toEqual([
      ['warn', { message, reason, ...ABOUT, outcome: 'done' }],
    ]);
  });

  const NOT_RECORDED = [
    'warn',
    { message: 'The outcome of an outbox message was not recorded', ...ABOUT, outcome: 'done' },
  ];

  it('is not made without the lease', async () => {
    lease.lost = true;
    expect(await recorder().record(DELIVERY, { kind: 'done' }, lease)).toBeUndefined();
    expect([asked, lines]).toEqual([[], [NOT_RECORDED]]);
  });

  it('is not made after the stop', async () => {
    const stopped = recorder();
    stopped.stop();
    await stopped.record(DELIVERY, { kind: 'done' }, lease);
    expect([asked, lines]).toEqual([[], [NOT_RECORDED]]);
  });

  it('is given up when the database stays away', async () => {
    breakDown();
    await recorder(1).record(DELIVERY, { kind: 'done' }, lease);
    expect(asked).toHaveLength(1);
    expect(lines.at(-1)).toEqual(NOT_RECORDED);
  });
});
