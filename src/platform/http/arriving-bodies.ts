import type { Readable } from 'node:stream';
import { BusyError, CallerLeftError, ErrorWords, TooLargeError, TooSlowError } from '../errors/index.js';
import { type Holder, MemoryShares } from './memory-shares.js';

const LIMITS = {
  /** In each interval a body must bring so much, or its end. It is a hundredth of what an office line brings. */
  intervalMs: 4000,
  leastBytes: 32 * 1024,
  /** A body must have arrived within this time. */
  arrivalMs: 25_000,
};

/** A body that grows beyond it gets a piece of twice the size. */
const FIRST_BYTES = 64 * 1024;

/** A large body in memory, which it holds until `release`. */
export interface ArrivedBody {
  readonly bytes: Buffer;
  release(): void;
}

/**
 * Reads large bodies into memory. A body that comes too slowly is refused, so a caller who begins one and stops holds
 * nothing for long. All bodies together have a limit, and so have those of one caller.
 */
export class ArrivingBodies {
  private readonly shares = new MemoryShares();

  /** @param limits other than the usual ones, for tests */
  constructor(private readonly limits = LIMITS) {}

  /**
   * @param caller whose share of the memory the body counts in
   * @throws TooLargeError, TooSlowError, BusyError, CallerLeftError
   */
  receive(message: Readable, limitBytes: number, caller: string): Promise<ArrivedBody> {
    const { intervalMs, leastBytes, arrivalMs } = this.limits;
    return new Promise((resolve, reject) => {
      const began = performance.now();
      // One piece that grows: a body in chunks of one byte would else take a hundred times its size.
      let piece = Buffer.allocUnsafe(FIRST_BYTES);
      let length = 0;
      let lengthBefore = 0;
      const holder: Holder = {
        caller,
        get bytesPerMs() {
          return length / (performance.now() - began + 1);
        },
        giveUp: () => refuse(new BusyError(ErrorWords.bodiesBusy)),
      };
      const looking = setInterval(() => {
        const isLate = performance.now() - began > arrivalMs;
        if (isLate || length - lengthBefore < leastBytes) refuse(new TooSlowError());
        lengthBefore = length;
      }, intervalMs);
      const leave = () => {
        clearInterval(looking);
        message.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      };
      const refuse = (error: Error) => {
        leave();
        this.shares.release(holder);
        piece = Buffer.alloc(0);
        reject(error);
      };
      const onData = (chunk: Buffer) => {
        if (length + chunk.length > limitBytes) {
          refuse(new TooLargeError());
          return;
        }
        if (length + chunk.length > piece.length) {
          const larger = Math.min(limitBytes, Math.max(2 * piece.length, length + chunk.length));
          if (!this.shares.take(holder, larger - piece.length)) return;
          piece = Buffer.concat([piece.subarray(0, length)], larger);
        }
        length += chunk.copy(piece, length);
      };
      const onEnd = () => {
        leave();
        this.shares.settle(holder);
        resolve({ bytes: piece.subarray(0, length), release: () => this.shares.release(holder) });
      };
      const onClose = () => refuse(new CallerLeftError());
      message.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onClose);
      this.shares.take(holder, piece.length);
    });
  }
}
