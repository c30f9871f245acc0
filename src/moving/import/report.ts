import { type FileHandle, open } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { OperatorError } from '../../platform/errors/index.js';

/** How it went with a row that did not come over as it stands there. */
type Fate = 'left out' | 'changed' | 'kept here' | 'gone there';

/** A line of the report. It holds no names and no addresses of people. */
export interface Line {
  readonly table: string;
  readonly id: string;
  readonly what: Fate;
  /** A reason that many lines share. */
  readonly why: string;
  /** A fact about this row alone. */
  readonly detail?: string;
}

const HEADER = ['table', 'id', 'what', 'why', 'detail'];

/** Lists all rows that were left out or changed, and counts them by reason. */
export class Report {
  private readonly counts = new Map<string, number>();

  private constructor(
    private readonly file: FileHandle | undefined,
    private readonly isCsv: boolean,
  ) {}

  /** @param path by its name NDJSON (.ndjson, .jsonl), else CSV */
  static async open(path: string | undefined): Promise<Report> {
    if (path === undefined) return new Report(undefined, false);
    const isCsv = !/\.(ndjson|jsonl)$/i.test(path);
    const file = await open(path, 'w', 0o600).catch(refuse);
    const report = new Report(file, isCsv);
    try {
      if (isCsv) await report.write(stringify([HEADER]));
      return report;
    } catch (error) {
      await report.close();
      throw error;
    }
  }

  async add(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return;
    for (const { table, what, why } of lines) {
      const key = `${what}: ${table}: ${why}`;
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
    const text = this.isCsv
      ? stringify(lines.map(({ table, id, what, why, detail = '' }) => [table, id, what, why, detail]))
      : lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await this.write(text);
  }

  private async write(text: string): Promise<void> {
    await this.file?.write(text).catch(refuse);
  }

  /** Numbers of lines by fate, table and reason, the most frequent first. */
  get byReason(): readonly (readonly [reason: string, count: number])[] {
    return [...this.counts].sort(([, one], [, other]) => other - one);
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

function refuse(error: unknown): never {
  throw new OperatorError(`The report can't be written: ${(error as Error).message}`);
}
