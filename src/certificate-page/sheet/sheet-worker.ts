import { parentPort, workerData } from 'node:worker_threads';
import { ImageError, requireDrawable } from '../../platform/images/index.js';
import { collectYoung } from '../../platform/memory/index.js';
import {
  type PaintJob,
  type Sheet,
  type SheetJob,
  type SheetPicture,
  Typesetter,
  type TypesetterOptions,
} from './typesetter.js';

/** The thread's answer to a job. Threads cannot pass every kind of error, so it is a text. */
export type SheetOutcome =
  ({ readonly kind: 'set' } & Sheet) | { readonly kind: 'failed'; readonly message: string };

let typesetter: Typesetter | undefined;

/**
 * So many sheets are set between two collections. V8 does not see the memory of a document, some 0.2 MB outside of its heap,
 * and collects too seldom to give it back. What a sheet leaves is young: a collection of all would take 80 ms.
 */
const SHEETS_BETWEEN_COLLECTIONS = 3;
let sheets = 0;

/** Sets one sheet after the other: the next job comes after the outcome of the last. */
parentPort?.on('message', (job: SheetJob | PaintJob) => {
  void outcomeOf(job).then((outcome) => {
    parentPort?.postMessage(outcome);
    sheets += 1;
    if (sheets % SHEETS_BETWEEN_COLLECTIONS === 0) collectYoung();
  });
});

async function outcomeOf(job: SheetJob | PaintJob): Promise<SheetOutcome> {
  try {
    typesetter ??= new Typesetter(workerData as TypesetterOptions);
    if (job.format === 'picture') return { kind: 'set', ...typesetter.paint(job) };
    const unfit = await unfitOf(job.pictures);
    return { kind: 'set', ...typesetter.set(job, unfit) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether the pictures of a path are fit to be shown. A path names their content, so it is found out once. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 10_000;

/** The paths of pictures that an upload would refuse: SQL by hand or an older release may have stored them. */
async function unfitOf(pictures: readonly SheetPicture[]): Promise<string[]> {
  const unfit: string[] = [];
  if (known.size > MOST_KNOWN) known.clear();
  for (const { path, type, content } of pictures) {
    const isFit = known.get(path) ?? (await isDrawable(type, content));
    known.set(path, isFit);
    if (!isFit) unfit.push(path);
  }
  return unfit;
}

async function isDrawable(type: string, content: Uint8Array): Promise<boolean> {
  try {
    await requireDrawable(type, Buffer.from(content));
    return true;
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return false;
  }
}
