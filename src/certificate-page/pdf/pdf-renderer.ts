import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { CertificateView } from '../view/certificate-view.js';
import type { PdfColors, PdfJob, PdfResult } from './pdf-job.js';
import { workerSource } from './worker-source.js';

/** Each thread holds its fonts, about 40 MB. */
const MOST_THREADS = Math.min(2, availableParallelism());
/** Most waiting jobs. Further requests must come back later. */
const MOST_JOBS_WAITING = 50;
/** Longest time for one document. 100 ms are usual; a thread's first document takes three times as long. */
const DRAWING_TIMEOUT_MS = 10_000;

/** The PDF cannot be made now; a repeat may work. */
export class PdfBusyError extends Error {}

interface Task {
  readonly job: PdfJob;
  readonly resolve: (pdf: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** Draws certificates in threads that start on demand and end with the application: API requests must not wait. */
@Injectable()
export class PdfRenderer implements OnModuleDestroy {
  private readonly logger = new Logger(PdfRenderer.name);
  private readonly colors: PdfColors;
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly waiting: Task[] = [];
  private closed = false;

  constructor(config: Config) {
    this.colors = { primary: config.themePrimaryColor, accent: config.themeAccentColor };
  }

  /**
   * Draws the certificate as a PDF. A signature with a broken image is left out.
   * @throws PdfBusyError when too many wait, when it took too long, or when the service stops
   */
  async render(view: CertificateView, images: PdfJob['images'] = {}): Promise<Buffer> {
    try {
      return await this.enqueue(view, images);
    } catch (error) {
      if (error instanceof PdfBusyError || Object.keys(images).length === 0) throw error;
      this.logger.warn(`A certificate is drawn without its signatures: ${String(error)}`);
      return this.enqueue(view, {});
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    for (const task of this.waiting.splice(0)) task.reject(new PdfBusyError());
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  /** Jobs that no thread has taken yet. */
  get waitingCount(): number {
    return this.waiting.length;
  }

  private enqueue(view: CertificateView, images: PdfJob['images']): Promise<Buffer> {
    if (this.closed || this.waiting.length >= MOST_JOBS_WAITING) return Promise.reject(new PdfBusyError());
    return new Promise((resolve, reject) => {
      this.waiting.push({ job: { view, images, colors: this.colors }, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.waiting.length === 0) return;
    const worker = this.idle.pop() ?? (this.all.size < MOST_THREADS ? this.start() : undefined);
    const task = worker && this.waiting.shift();
    if (task) this.run(worker, task);
  }

  private start(): Worker {
    const { file, options } = workerSource();
    const worker = new Worker(file, options);
    // An idle thread must not keep the process alive, and its error must not end it.
    worker.unref();
    worker.on('error', () => undefined);
    this.all.add(worker);
    worker.once('exit', () => {
      this.all.delete(worker);
      const place = this.idle.indexOf(worker);
      if (place >= 0) this.idle.splice(place, 1);
      this.next();
    });
    return worker;
  }

  private run(worker: Worker, { job, resolve, reject }: Task): void {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', ended);
      finish();
    };
    const answered = ({ pdf, error }: PdfResult) =>
      settle(() => {
        this.idle.push(worker);
        if (pdf) resolve(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength));
        else reject(Object.assign(new Error(), error));
        this.next();
      });
    const failed = (error: unknown) =>
      settle(() => reject(error instanceof Error ? error : new Error(String(error))));
    const ended = () => settle(() => reject(new PdfBusyError()));
    const timer = setTimeout(() => {
      settle(() => reject(new PdfBusyError()));
      void worker.terminate();
    }, DRAWING_TIMEOUT_MS);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(job);
  }
}
