import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { SheetJob } from './typesetter.js';

/** Answers a job with its data, never, or by an end of the thread. */
const WORKER = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ data }) => {
  if (data === 'crash') throw new Error('the thread has ended');
  if (data !== 'never') parentPort.postMessage({ kind: 'set', content: data, leftOut: [] });
});`;

jest.unstable_mockModule('./worker-source.js', () => ({
  workerSource: () => ({ file: new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`), options: {} }),
}));
const { SheetBusyError, SheetThread } = await import('./sheet-thread.js');

describe('the thread of sheets', () => {
  let thread: InstanceType<typeof SheetThread>;
  const start = (patienceMs = 60_000) => {
    thread = new SheetThread({ template: '', fonts: [] }, patienceMs);
  };
  const run = (data: string, format: SheetJob['format'] = 'pdf', bytes = 0) =>
    thread.run({
      format,
      data,
      pictures: [{ path: '', type: 'image/png', content: new Uint8Array(bytes) }],
    });
  /** A job that waits until the thread closes. */
  const wait = (...job: Parameters<typeof run>) => expect(run(...job)).rejects.toThrow(SheetBusyError);

  afterEach(() => thread.close());

  it('refuses a job when 200 wait', async () => {
    start();
    const waiting = Array.from({ length: 201 }, () => wait('never'));
    expect(thread.length).toBe(200);
    await expect(run('late')).rejects.toThrow(SheetBusyError);
    await thread.close();
    await Promise.all(waiting);
  });

  it('refuses a job when those that wait hold too many bytes', async () => {
    start();
    const big = 40 * 1024 * 1024;
    const waiting = [wait('never'), wait('never', 'pdf', big)];
    await expect(run('late', 'pdf', big)).rejects.toThrow(SheetBusyError);
    waiting.push(wait('small'));
    expect(thread.length).toBe(2);
    await thread.close();
    await Promise.all(waiting);
  });

  it('refuses a job that has waited too long', async () => {
    start(1000);
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const first = run('first');
    const second = wait('second');
    now.mockReturnValue(1001);
    await expect(first).resolves.toMatchObject({ content: 'first' });
    await second;
    now.mockRestore();
  });

  it('sets pictures after what somebody looks at', async () => {
    start();
    // The start of the thread takes no time, so no job is too old to be overtaken.
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const order: string[] = [];
    const formats = ['png', 'share', 'png', 'pdf', 'svg'] as const;
    await Promise.all(formats.map((format) => run(format, format).then(() => order.push(format))));
    now.mockRestore();
    expect(order).toEqual(['png', 'pdf', 'svg', 'share', 'png']);
  });

  it('starts again after an end of the thread', async () => {
    start();
    const [crashed, next] = [run('crash'), run('next')];
    await expect(crashed).rejects.toThrow('the thread has ended');
    await expect(next).resolves.toEqual({ kind: 'set', content: 'next', leftOut: [] });
    await expect(run('another')).resolves.toMatchObject({ content: 'another' });
  });

  it('does not start more and more threads while those that were given up do not end', async () => {
    start();
    const ends: (() => void)[] = [];
    const terminate = jest
      .spyOn(Worker.prototype, 'terminate')
      .mockImplementation(() => new Promise((resolve) => ends.push(() => resolve(0))));
    jest.useFakeTimers({ doNotFake: ['nextTick', 'performance', 'queueMicrotask', 'setImmediate'] });
    try {
      for (const jobs of [[wait('never')], [wait('never'), wait('next')]]) {
        jest.advanceTimersByTime(30_000);
        await Promise.all(jobs);
      }
      await wait('while two are at work');
      ends[0]!();
      await terminate.mock.results[0]!.value;
    } finally {
      jest.useRealTimers();
      const workers = terminate.mock.contexts as Worker[];
      terminate.mockRestore();
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    await expect(run('later')).resolves.toMatchObject({ content: 'later' });
  });

  it('refuses all when it closes, and whatever comes later', async () => {
    start();
    const waiting = [wait('never'), wait('next')];
    await thread.close();
    await Promise.all(waiting);
    await expect(run('late')).rejects.toThrow(SheetBusyError);
  });
});
