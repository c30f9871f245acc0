import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { CommandError } from '../command.js';
import { CsvReader } from '../rows/csv-reader.js';

/** The result of a line. `error` is empty where it was carried out. */
export interface LineResult {
  readonly line: number;
  readonly result: 'done' | 'failed';
  readonly uuid: string;
  readonly error: string;
}

const COLUMNS = ['line', 'result', 'uuid', 'error'] as const;

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
      const done = resume ? await readDone(path) : new Set<number>();
      const file = await open(path, resume ? 'a' : 'w');
      if (!resume) await file.write(stringify([[...COLUMNS]]));
      else if (await endsWithinLine(path)) await file.write('\n');
      return new Report(file, done);
    } catch (error) {
      throw new CommandError(`The report can't be used: ${(error as Error).message}`);
    }
  }

  isDone(line: number): boolean {
    return this.done.has(line);
  }

  async write(results: readonly LineResult[]): Promise<void> {
    await this.file?.write(stringify([...results], { columns: [...COLUMNS] }));
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

/** A run that broke off may have left half a line. */
async function endsWithinLine(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() !== '\n';
  } finally {
    await file.close();
  }
}

async function readDone(path: string): Promise<Set<number>> {
  const reader = new CsvReader();
  const done = new Set<number>();
  for await (const text of createReadStream(path, 'utf8')) {
    for (const [line, result] of reader.read(text as string)) if (result === 'done') done.add(Number(line));
  }
  return done;
}
