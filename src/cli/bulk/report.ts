import { type FileHandle, open } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { inOneLine } from '../../platform/text/index.js';
import { CommandError } from '../command.js';

/** The result of a line. `error` is empty unless it failed. A dry run has only `checked` it, so `--resume` does not skip it. */
export interface LineResult {
  readonly line: number;
  readonly result: 'done' | 'checked' | 'failed';
  readonly uuid: string;
  readonly error: string;
}

const COLUMNS = ['line', 'result', 'uuid', 'error'] as const;

/** More than a line of the report has. */
const MOST_LINE_BYTES = 64 * 1024;

/** A CSV file with the result of each line. It is written after each batch. */
export class Report {
  private constructor(
    private readonly file: FileHandle | undefined,
    /** Lines that an earlier run has carried out. */
    private readonly done: ReadonlySet<number>,
  ) {}

  /**
   * @param path undefined: none is written
   * @param resume goes on with the report of an earlier run
   * @throws CommandError when it cannot be read or written
   */
  static async open(path: string | undefined, resume: boolean): Promise<Report> {
    if (path === undefined) return new Report(undefined, new Set());
    try {
      // First: a line that is cut off must not count as done, or its uuid would be lost.
      if (resume) await cutHalfLine(path);
      const done = resume ? await readDone(path) : new Set<number>();
      const file = await open(path, resume ? 'a' : 'w');
      if (!resume) await file.write(stringify([[...COLUMNS]]));
      return new Report(file, done);
    } catch (error) {
      throw new CommandError(`The report can't be used: ${(error as Error).message}`);
    }
  }

  isDone(line: number): boolean {
    return this.done.has(line);
  }

  async write(results: readonly LineResult[]): Promise<void> {
    const rows = results.map((result) => ({ ...result, error: inOneLine(result.error) }));
    await this.file?.write(stringify(rows, { columns: [...COLUMNS] }));
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

/** The lines that are done. Each line of the report is one row, as `write` makes it. */
async function readDone(path: string): Promise<Set<number>> {
  const done = new Set<number>();
  const file = await open(path);
  for await (const text of file.readLines()) {
    const [, line] = /^(\d+),done,/.exec(text) ?? [];
    if (line !== undefined) done.add(Number(line));
  }
  return done;
}

/** A run that broke off may have left half a line. */
async function cutHalfLine(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, MOST_LINE_BYTES));
    await file.read(tail, 0, tail.length, size - tail.length);
    await file.truncate(size - tail.length + tail.lastIndexOf('\n') + 1);
  } finally {
    await file.close();
  }
}
