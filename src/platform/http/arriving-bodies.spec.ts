import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { BusyError, TooLargeError, TooSlowError } from '../errors/index.js';
import { ArrivingBodies } from './arriving-bodies.js';

const MIB = 1024 * 1024;
const PATIENT = { intervalMs: 60_000, leastBytes: 1, arrivalMs: 60_000 };

describe('a large body', () => {
  const streams: PassThrough[] = [];

  afterEach(() => {
    for (const stream of streams.splice(0)) stream.destroy();
  });

  const begin = (bodies: ArrivingBodies, caller: string, bytes = 0) => {
    const stream = new PassThrough({ highWaterMark: 64 * MIB });
    streams.push(stream);
    const arrived = bodies.receive(stream, 8 * MIB, caller);
    const outcome = arrived.then(
      ({ bytes: { length } }) => length,
      (error: unknown) => error,
    );
    if (bytes > 0) stream.write(Buffer.alloc(bytes));
    return { stream, arrived, outcome };
  };
  const passed = (stream: PassThrough) =>
    new Promise<void>((resolve) => {
      stream.write(Buffer.alloc(1), () => setImmediate(resolve));
    });

  it('arrives whole, however small its pieces are', async () => {
    const { stream, arrived } = begin(new ArrivingBodies(PATIENT), 'a');
    const text = 'x0123456789'.repeat(20_000);
    for (let index = 0; index < text.length; index += 7) stream.write(text.slice(index, index + 7));
    stream.end();
    expect((await arrived).bytes.toString()).toBe(text);
  });

  it('above its limit is refused, and not read to its end', async () => {
    const { outcome } = begin(new ArrivingBodies(PATIENT), 'a', 8 * MIB + 1);
    expect(await outcome).toBeInstanceOf(TooLargeError);
  });

  it.each([
    ['stops', { ...PATIENT, intervalMs: 20 }],
    ['takes too long', { ...PATIENT, intervalMs: 20, leastBytes: 0, arrivalMs: 50 }],
  ])('that %s is refused', async (_, limits) => {
    const { outcome } = begin(new ArrivingBodies(limits), 'a', 20_000);
    expect(await outcome).toBeInstanceOf(TooSlowError);
  });

  it('that has stopped makes room for one that comes, also of the same caller', async () => {
    const bodies = new ArrivingBodies(PATIENT);
    const stopped = Array.from({ length: 4 }, () => begin(bodies, 'a', 7 * MIB));
    await Promise.all(stopped.map(({ stream }) => passed(stream)));
    const next = begin(bodies, 'a', 7 * MIB);
    next.stream.end();
    expect(await next.outcome).toBe(7 * MIB);
    const outcomes = await Promise.all(
      stopped.map(({ outcome }) => Promise.race([outcome, Promise.resolve('arriving')])),
    );
    expect(outcomes.filter((outcome) => outcome instanceof BusyError)).toHaveLength(1);
  });

  it('of another caller has room when one caller holds all that one may', async () => {
    const bodies = new ArrivingBodies(PATIENT);
    const waiting = Array.from({ length: 4 }, () => begin(bodies, 'a', 8 * MIB));
    for (const { stream } of waiting) stream.end();
    await Promise.all(waiting.map(({ arrived }) => arrived));
    const more = begin(bodies, 'a', 8 * MIB);
    expect(await more.outcome).toBeInstanceOf(BusyError);
    const other = begin(bodies, 'b', 8 * MIB);
    other.stream.end();
    expect(await other.outcome).toBe(8 * MIB);
    for (const { arrived } of waiting) (await arrived).release();
    const again = begin(bodies, 'a', 8 * MIB);
    again.stream.end();
    expect(await again.outcome).toBe(8 * MIB);
  });
});
