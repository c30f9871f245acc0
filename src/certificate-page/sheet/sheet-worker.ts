import { parentPort, workerData } from 'node:worker_threads';
import {
  type PaintJob,
  type Sheet,
  type SheetJob,
  Typesetter,
  type TypesetterOptions,
} from './typesetter.js';

/** What the thread answers to a job. Threads cannot pass every kind of error, so it is a text. */
export type SheetOutcome =
  ({ readonly kind: 'set' } & Sheet) | { readonly kind: 'failed'; readonly message: string };

let typesetter: Typesetter | undefined;

/** Sets one sheet after the other. */
parentPort?.on('message', (job: SheetJob | PaintJob) => {
  parentPort?.postMessage(outcomeOf(job));
});

function outcomeOf(job: SheetJob | PaintJob): SheetOutcome {
  try {
    typesetter ??= new Typesetter(workerData as TypesetterOptions);
    const sheet = job.format === 'drawing' ? typesetter.paint(job) : typesetter.set(job);
    return { kind: 'set', ...sheet };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
