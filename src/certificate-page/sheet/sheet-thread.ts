import { Worker } from 'node:worker_threads';
import type { SheetOutcome } from './sheet-worker.js';
import type { PaintJob, SheetJob, TypesetterOptions } from './typesetter.js';
import { workerSource } from './worker-source.js';

/** Most waiting jobs. Further requests must come back later. */
const MOST_WAITING = 200;
/** A waiting job holds its pictures. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** Longest time for one sheet; 20 ms are usual, and 300 for a picture. On a busy machine it may take several times as long. */
const SETTING_TIMEOUT_MS = 30_000;

/** Most of a sheet's work is outside of the heap. With a larger one V8 would collect less often, and keep what it has. */
const HEAP = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 } as const;

/** A job that has waited so long is no longer overtaken by quicker ones. */
const LONGEST_OVERTAKEN_MS = 1000;

/** Most threads that were given up and are still at work: nothing can stop native code, and each takes a processor. */
const MOST_ABANDONED = 1;

/** The sheet cannot be set now; a repeat may work. */
export class SheetBusyError extends Error {}

interface Task {
  readonly job: SheetJob | PaintJob;
  readonly bytes: number;
  readonly since: number;
  readonly resolve: (outcome: SheetOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** The thread that sets sheets, so that requests of the API need not wait. It starts on demand. */
export class SheetThread {
  private readonly waiting: Task[] = [];
  private current: Task | undefined;
  private timer: NodeJS.Timeout | undefined;
  private worker: Worker | undefined;
  private abandoned = 0;
  private isClosed = false;

  /** @param patienceMs longest wait for a turn; whoever asked has gone by then */
  constructor(
    private readonly options: TypesetterOptions,
    private readonly patienceMs: number,
  ) {}

  /** Jobs that wait for their turn. */
  get length(): number {
    return this.waiting.length;
  }

  /** @throws SheetBusyError when too many wait, when it waited or took too long, or when the service stops */
  run(job: SheetJob | PaintJob): Promise<SheetOutcome> {
    const bytes = bytesOf(job);
    const waitingBytes = this.waiting.reduce((sum, task) => sum + task.bytes, bytes);
    const isFull =
      this.waiting.length >= MOST_WAITING || (this.waiting.length > 0 && waitingBytes > MOST_WAITING_BYTES);
    if (this.isClosed || isFull) return Promise.reject(new SheetBusyError());
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, bytes, since: performance.now(), resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.refuseWaiting();
    await this.drop(new SheetBusyError());
  }

  private refuseWaiting(): void {
    for (const task of this.waiting.splice(0)) task.reject(new SheetBusyError());
  }

  private next(): void {
    if (this.current !== undefined || this.isClosed) return;
    if (this.abandoned > MOST_ABANDONED) {
      this.refuseWaiting();
      return;
    }
    const task = this.take();
    if (task === undefined) return;
    this.current = task;
    this.timer = setTimeout(() => {
      void this.drop(new SheetBusyError(`a sheet took more than ${SETTING_TIMEOUT_MS} ms`));
    }, SETTING_TIMEOUT_MS);
    this.worker ??= this.start();
    this.worker.postMessage(task.job);
  }

  /** Sheets that somebody looks at go first: a picture for a download takes ten times as long. But nothing waits for ever. */
  private take(): Task | undefined {
    const now = performance.now();
    while (this.waiting[0] && this.waiting[0].since < now - this.patienceMs)
      this.waiting.shift()!.reject(new SheetBusyError());
    const isOld = this.waiting[0] !== undefined && this.waiting[0].since < now - LONGEST_OVERTAKEN_MS;
    const quick = isOld
      ? 0
      : this.waiting.findIndex(({ job }) => job.format === 'pdf' || job.format === 'svg');
    return this.waiting.splice(Math.max(0, quick), 1)[0];
  }

  private end(settle: (task: Task) => void): void {
    clearTimeout(this.timer);
    const task = this.current;
    this.current = undefined;
    if (task !== undefined) settle(task);
    this.next();
  }

  private start(): Worker {
    const { file, options } = workerSource();
    const worker = new Worker(file, { ...options, workerData: this.options, resourceLimits: HEAP });
    // An idle thread must not keep the process alive.
    worker.unref();
    worker.on('message', (outcome: SheetOutcome) => this.end((task) => task.resolve(outcome)));
    worker.on('error', (error) => {
      if (this.worker === worker) void this.drop(error instanceof Error ? error : new Error(String(error)));
    });
    return worker;
  }

  /** Gives the thread up; the next job gets another. Native code that is at work ends before its thread does. */
  private async drop(reason: Error): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    worker
      ?.removeAllListeners('message')
      .removeAllListeners('error')
      .on('error', () => undefined);
    this.abandoned += 1;
    this.end((task) => task.reject(reason));
    await worker?.terminate();
    this.abandoned -= 1;
  }
}

function bytesOf(job: SheetJob | PaintJob): number {
  if (job.format === 'picture') return job.content.length;
  return job.pictures.reduce((sum, { content }) => sum + content.length, 0);
}
