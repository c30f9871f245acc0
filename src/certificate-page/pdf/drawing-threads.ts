import { Worker } from 'node:worker_threads';
import type { LeftOut, PdfJob, PdfMessage } from './pdf-job.js';
import { workerSource } from './worker-source.js';

/** Each thread holds its fonts, about 40 MB. Two also on one core: a slow drawing must not stop the others. */
export const MOST_THREADS = 2;
/** Longest CPU time for one document. 100 ms are usual. On a busy machine it may take several times as long. */
const DRAWING_TIMEOUT_MS = 4000;
/** So many times the limit has passed: the thread hardly runs, or waits for something. */
const MOST_EXTENSIONS = 4;
/** Longest time for a thread to load its code, which a busy machine makes long. */
const START_TIMEOUT_MS = 20_000;

/** The PDF cannot be made now; a repeat may work. */
export class PdfBusyError extends Error {}

/** `position` is the signature that the thread worked on when it failed. */
export type Outcome =
  | { readonly kind: 'drawn'; readonly pdf: Buffer; readonly leftOut: readonly LeftOut[] }
  | { readonly kind: 'failed'; readonly position: number | null; readonly error: Error };

/** Threads that draw. They start on demand and end with the application; one that takes too long is replaced. */
export class DrawingThreads {
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private isClosed = false;

  constructor(private readonly timeoutMs = DRAWING_TIMEOUT_MS) {}

  get isFree(): boolean {
    return !this.isClosed && (this.idle.length > 0 || this.all.size < MOST_THREADS);
  }

  /** Never rejects. Call it when a thread is free. */
  draw(job: PdfJob): Promise<Outcome> {
    const worker = this.idle.pop() ?? this.start();
    return new Promise((resolve) => {
      let position: number | null = null;
      let isSettled = false;
      const settle = (outcome: Outcome, isUsable: boolean) => {
        isSettled = true;
        clearTimeout(timer);
        worker.off('message', heard).off('error', failed).off('exit', ended);
        if (isUsable) this.idle.push(worker);
        else this.drop(worker);
        resolve(outcome);
      };
      const heard = (message: PdfMessage) => {
        if (message.kind === 'drawn') {
          const { buffer, byteOffset, byteLength } = message.pdf;
          const pdf = Buffer.from(buffer, byteOffset, byteLength);
          settle({ kind: 'drawn', pdf, leftOut: message.leftOut }, true);
        } else if (message.kind === 'failed') {
          const { kind: _, ...properties } = message;
          settle({ kind: 'failed', position, error: Object.assign(new Error(), properties) }, true);
        } else {
          if (!hasBegun) {
            hasBegun = true;
            clearTimeout(timer);
            void cpuTimeOf(worker).then((before) => {
              if (!isSettled) timer = setTimeout(() => void look(before, 1), this.timeoutMs);
            });
          }
          position = message.position;
        }
      };
      const failed = (error: unknown) =>
        settle(
          { kind: 'failed', position, error: error instanceof Error ? error : new Error(String(error)) },
          false,
        );
      const ended = () =>
        settle({ kind: 'failed', position, error: new PdfBusyError('the thread ended') }, false);
      const late = () =>
        settle({ kind: 'failed', position, error: new PdfBusyError('drawing took too long') }, false);
      const look = async (before: number, looks: number): Promise<void> => {
        const left = this.timeoutMs - ((await cpuTimeOf(worker)) - before);
        if (isSettled) return;
        if (left <= 0 || looks === MOST_EXTENSIONS) late();
        else timer = setTimeout(() => void look(before, looks + 1), left);
      };
      let hasBegun = false;
      let timer = setTimeout(late, START_TIMEOUT_MS);
      worker.on('message', heard).on('error', failed).on('exit', ended);
      worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private start(): Worker {
    const { file, options } = workerSource();
    const worker = new Worker(file, options);
    // An idle thread must not keep the process alive, and its error must not end it.
    worker.unref();
    worker.on('error', () => undefined);
    this.all.add(worker);
    worker.once('exit', () => this.forget(worker));
    return worker;
  }

  /** Ends a thread. Another can start at once, although this one may still be at work for a moment. */
  private drop(worker: Worker): void {
    this.forget(worker);
    void worker.terminate();
  }

  private forget(worker: Worker): void {
    this.all.delete(worker);
    const place = this.idle.indexOf(worker);
    if (place >= 0) this.idle.splice(place, 1);
  }
}

/** Milliseconds. The clock stands in on a Node before 24.6. A thread that has ended used no more than it may. */
async function cpuTimeOf(worker: Worker): Promise<number> {
  if (!('cpuUsage' in worker)) return performance.now();
  const { user, system } = await worker.cpuUsage().catch(() => ({ user: 0, system: 0 }));
  return (user + system) / 1000;
}
