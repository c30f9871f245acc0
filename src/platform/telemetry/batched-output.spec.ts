import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { BatchedOutput } from './batched-output.js';

describe('the output in batches', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'batched-output-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('needs few listeners for a hundred flushes at once, and says of each when its line is written', async () => {
    const file = join(folder, 'log');
    const destination = pino.destination({ dest: file, sync: false, minLength: 1 });
    const output = new BatchedOutput(destination);
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const written = numbers.map((number) => {
      output.write(`line ${number}\n`);
      return new Promise<string>((resolve) => output.flush(() => resolve(readFileSync(file, 'utf8'))));
    });
    // `ready` serves a file that is still being opened.
    for (const event of ['drain', 'error', 'ready'])
      expect([event, destination.listenerCount(event) < 5]).toEqual([event, true]);
    const texts = await Promise.all(written);
    expect(numbers.filter((number) => !texts[number]!.includes(`line ${number}\n`))).toEqual([]);
    await new Promise((resolve) => destination.once('close', resolve).end());
  });

  it('serves a flush that is asked for while another one runs with a flush of its own', () => {
    const begun: ((error?: Error) => void)[] = [];
    const destination = {
      write: () => true,
      flush: (done: (error?: Error) => void) => begun.push(done),
      flushSync: () => undefined,
    };
    const output = new BatchedOutput(destination);
    const ended: string[] = [];
    const flush = (name: string) =>
      output.flush((error) => ended.push(`${name} ${error?.message ?? 'fine'}`));
    flush('first');
    flush('second');
    flush('third');
    expect([begun.length, ended]).toEqual([1, []]);
    begun[0]!(new Error('broken'));
    expect([begun.length, ended]).toEqual([2, ['first broken']]);
    begun[1]!();
    expect([begun.length, ended]).toEqual([2, ['first broken', 'second fine', 'third fine']]);
  });
});
