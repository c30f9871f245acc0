import { once } from 'node:events';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { TextStream } from './text-stream.js';

describe('the stream of an export', () => {
  /** Pieces, and whether their source has ended. */
  const source = (...pieces: string[]) => {
    const state = { ended: false };
    const read = async function* () {
      try {
        await Promise.resolve();
        for (const piece of pieces) yield piece;
      } finally {
        state.ended = true;
      }
    };
    return { state, generator: read() };
  };

  it('gives the first piece and the others', async () => {
    const { generator } = source('a', 'ü', 'c');
    expect(await textOf(new TextStream(await generator.next(), generator))).toBe('aüc');
  });

  it('gives nothing where there is nothing', async () => {
    const { generator } = source();
    expect(await textOf(new TextStream(await generator.next(), generator))).toBe('');
  });

  it('ends its source when it is closed before anybody reads', async () => {
    const { state, generator } = source('a', 'b');
    const stream = new TextStream(await generator.next(), generator);
    stream.destroy();
    await once(stream, 'close');
    expect(state.ended).toBe(true);
  });

  it('fails with its source', async () => {
    const failing = (async function* () {
      yield await Promise.resolve('a');
      throw new Error('no more');
    })();
    const stream = new TextStream(await failing.next(), failing);
    await expect(textOf(stream)).rejects.toThrow('no more');
  });
});
