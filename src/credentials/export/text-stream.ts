import { Readable } from 'node:stream';

/** Bytes ahead of a slow reader. */
const AHEAD_BYTES = 65_536;

/**
 * A text whose first piece was read already, as the stream of an answer. Its end, also one without any read, ends the
 * source: a generator around it would not run its `finally` when nobody has asked it for anything.
 */
export class TextStream extends Readable {
  private first: IteratorResult<string, void> | undefined;

  constructor(
    first: IteratorResult<string, void>,
    private readonly rest: AsyncGenerator<string, void, undefined>,
  ) {
    super({ highWaterMark: AHEAD_BYTES });
    this.first = first;
  }

  override _read(): void {
    const { first } = this;
    this.first = undefined;
    if (first !== undefined) this.give(first);
    else
      void this.rest.next().then(
        (piece) => this.give(piece),
        (error: unknown) => this.destroy(error as Error),
      );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    void this.rest.return().then(
      () => callback(error),
      (failure: unknown) => callback(error ?? (failure as Error)),
    );
  }

  private give({ done, value }: IteratorResult<string, void>): void {
    // The reader may have left meanwhile.
    if (!this.destroyed) this.push(done === true ? null : Buffer.from(value));
  }
}
