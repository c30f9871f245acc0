import { describe, expect, it } from '@jest/globals';
import { deliver } from './deliver.js';
import { Cancelled, PermanentFailure, TemporaryFailure, Waiting } from './failures.js';
import type { Delivery } from './subscriber.js';
import { defineTopic } from './topic.js';

const topic = defineTopic('door.opened', 2);

function attempt(
  work: () => Promise<void>,
  { version = 2, signal = new AbortController().signal }: { version?: number; signal?: AbortSignal } = {},
) {
  const delivery: Delivery = {
    id: 1,
    topic: topic.name,
    subscriber: 'bell',
    dedupeKey: 'x',
    payload: { version },
    attempt: 1,
  };
  return deliver(delivery, { name: 'bell', topic, subscriber: { deliver: work } }, signal);
}

const failing = (error: Error) => () => Promise.reject(error);

describe('an attempt to deliver', () => {
  it('is done when its subscriber has finished', async () => {
    expect(await attempt(() => Promise.resolve())).toEqual({ kind: 'done' });
  });

  it.each([
    ['dead', 'no address', new PermanentFailure('no address')],
    ['cancelled', 'not wanted', new Cancelled('not wanted')],
    ['retry', 'busy', new TemporaryFailure('busy')],
    ['retry', 'TypeError', new TypeError('secret')],
  ])('is %s after a failure of that kind: %s', async (kind, reason, error) => {
    expect(await attempt(failing(error))).toEqual({ kind, reason, error });
  });

  it.each([undefined, 5])('is to wait when its subscriber says so: until %s', async (until) => {
    const reason = 'too early';
    expect(await attempt(failing(new Waiting(reason, until)))).toEqual({ kind: 'waiting', reason, until });
  });

  it('waits for a newer release when one wrote the event, and reads the events of older ones', async () => {
    let calls = 0;
    const work = () => {
      calls += 1;
      return Promise.resolve();
    };
    expect(await attempt(work, { version: 3 })).toMatchObject({
      kind: 'retry',
      reason: 'a newer release wrote this event and must deliver it',
    });
    expect(calls).toBe(0);
    expect(await attempt(work, { version: 1 })).toEqual({ kind: 'done' });
    expect(calls).toBe(1);
  });

  it('does not begin after an abort', async () => {
    let calls = 0;
    const signal = AbortSignal.abort(new TemporaryFailure('stopped'));
    const work = () => {
      calls += 1;
      return Promise.resolve();
    };
    expect(await attempt(work, { signal })).toMatchObject({
      kind: 'retry',
      reason: 'stopped',
    });
    expect(calls).toBe(0);
  });

  it('ends with an abort, whatever its subscriber still does, and leaves no listener', async () => {
    const controller = new AbortController();
    const listeners = { added: 0, removed: 0 };
    const { signal } = controller;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners.added += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners.removed += 1;
      remove(...given);
    };
    const outcome = attempt(() => new Promise(() => undefined), { signal });
    controller.abort(new TemporaryFailure('stopped'));
    expect(await outcome).toMatchObject({ kind: 'retry', reason: 'stopped' });
    expect(listeners).toEqual({ added: 1, removed: 1 });
  });
});
