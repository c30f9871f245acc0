import { type DrawingThreads, MOST_THREADS, type Outcome, PdfBusyError } from './drawing-threads.js';
import type { PdfJob } from './pdf-job.js';
import { RecentSet } from './recent-set.js';

/** Most waiting jobs, and of them those of one definition. Further requests must come back later. */
const MOST_WAITING = 100;
const MOST_WAITING_OF_ONE = 50;
/** A waiting job holds its signatures. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** A definition whose certificates take longer gets one thread at most. */
const QUICK_MS = 1000;

interface Task {
  readonly definition: string;
  readonly job: PdfJob;
  readonly bytes: number;
  readonly since: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: PdfBusyError) => void;
}

/**
 * Decides whose turn it is. All certificates of one definition have the same signatures, so if one is slow, all are.
 * A definition that is being drawn waits for others, and has two threads only after a quick drawing.
 */
export class DrawingQueue {
  private readonly waiting: Task[] = [];
  private readonly running = new Map<string, number>();
  private readonly quick = new RecentSet(1000);
  private isClosed = false;

  /** @param patienceMs longest wait for a thread; whoever asked has gone by then */
  constructor(
    private readonly threads: Pick<DrawingThreads, 'draw' | 'isFree' | 'close'>,
    private readonly patienceMs: number,
  ) {}

  /** Jobs that no thread has taken yet. */
  get length(): number {
    return this.waiting.length;
  }

  /** @throws PdfBusyError when too many wait, when it waited too long, or when the service stops */
  run(definition: string, job: PdfJob): Promise<Outcome> {
    const bytes = job.signatures.reduce((sum, { content }) => sum + content.length, 0);
    const ofOne = this.waiting.filter((task) => task.definition === definition).length;
    const waitingBytes = this.waiting.reduce((sum, task) => sum + task.bytes, bytes);
    const isFull =
      this.waiting.length >= MOST_WAITING ||
      ofOne >= MOST_WAITING_OF_ONE ||
      (this.waiting.length > 0 && waitingBytes > MOST_WAITING_BYTES);
    if (this.isClosed || isFull) return Promise.reject(new PdfBusyError());
    return new Promise((resolve, reject) => {
      this.waiting.push({ definition, job, bytes, since: performance.now(), resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of this.waiting.splice(0)) task.reject(new PdfBusyError());
    await this.threads.close();
  }

  private next(): void {
    while (this.threads.isFree) {
      const task = this.take();
      if (task === undefined) return;
      void this.draw(task);
    }
  }

  private take(): Task | undefined {
    const latest = performance.now() - this.patienceMs;
    while (this.waiting[0] && this.waiting[0].since < latest)
      this.waiting.shift()!.reject(new PdfBusyError());
    const countOf = ({ definition }: Task) => this.running.get(definition) ?? 0;
    let place = this.waiting.findIndex((task) => countOf(task) === 0);
    if (place < 0) {
      place = this.waiting.findIndex(
        (task) => this.quick.has(task.definition) && countOf(task) < MOST_THREADS,
      );
    }
    return place < 0 ? undefined : this.waiting.splice(place, 1)[0];
  }

  private async draw({ definition, job, resolve, reject }: Task): Promise<void> {
    this.running.set(definition, (this.running.get(definition) ?? 0) + 1);
    const start = performance.now();
    const outcome = await this.threads.draw(job);
    const left = this.running.get(definition)! - 1;
    if (left > 0) this.running.set(definition, left);
    else this.running.delete(definition);
    if (outcome.kind === 'drawn' && performance.now() - start < QUICK_MS) this.quick.add(definition);
    else this.quick.delete(definition);
    if (this.isClosed) {
      reject(new PdfBusyError());
      return;
    }
    resolve(outcome);
    this.next();
  }
}
