import {
  BulkAwardService,
  type BulkItem,
  findUuids,
  isFailure,
  type Outcome,
  readItems,
} from '../../credentials/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { explain, type FieldErrors, ValidationError } from '../../platform/errors/index.js';
import type { Terminal } from '../command.js';
import type { Line } from '../rows/read-lines.js';
import type { LineResult, Report } from './report.js';

/** Lines in one transaction: others wait for their credentials only as long as it takes. */
export const BATCH_LINES = 1000;

/** Failed lines that are printed; the report has all. */
const MOST_PRINTED = 20;

export interface LineOptions {
  readonly dryRun: boolean;
  readonly reason: string | undefined;
  /** The body of an item for REST, made of a line. */
  readonly toItem: (values: Line['values']) => object;
  /** Changes an item that is right. */
  readonly adapt?: (item: BulkItem) => BulkItem;
}

export interface LineCounts {
  done: number;
  failed: number;
  /** Carried out by an earlier run. */
  skipped: number;
}

/** Carries out lines in batches, each in a transaction of its own. A wrong line stops no other one. */
export class LineWork {
  readonly counts: LineCounts = { done: 0, failed: 0, skipped: 0 };

  constructor(
    private readonly awards: BulkAwardService,
    private readonly terminal: Terminal,
    private readonly report: Report,
    private readonly options: LineOptions,
  ) {}

  async carryOut(lines: AsyncIterable<Line>): Promise<LineCounts> {
    let batch: Line[] = [];
    for await (const line of lines) {
      if (this.report.isDone(line.number)) this.counts.skipped += 1;
      else batch.push(line);
      if (batch.length < BATCH_LINES) continue;
      await this.carryOutBatch(batch);
      batch = [];
    }
    if (batch.length > 0) await this.carryOutBatch(batch);
    if (process.stderr.isTTY) this.terminal.err('\n');
    return this.counts;
  }

  private async carryOutBatch(batch: readonly Line[]): Promise<void> {
    const { dryRun, reason, toItem, adapt = (item) => item } = this.options;
    const read = await readItems(
      batch.map(({ values, problem }) => (problem === undefined ? toItem(values) : {})),
    );
    const items = read.map((item, place): BulkItem => {
      const { problem } = batch[place]!;
      return problem === undefined ? adapt(item) : { errors: { detail: problem } };
    });
    const results = await this.awards.carryOut(items, { dryRun, reason }, async (transaction, outcomes) => {
      const uuids = await uuidsOf(transaction, outcomes);
      return outcomes.map((outcome, place) => resultOf(batch[place]!.number, outcome, dryRun, uuids));
    });
    await this.report.write(results);
    for (const { line, result, error } of results) {
      if (result !== 'failed') this.counts.done += 1;
      else if ((this.counts.failed += 1) <= MOST_PRINTED) this.terminal.err(`line ${line}: ${error}\n`);
    }
    const { done, failed } = this.counts;
    if (process.stderr.isTTY) this.terminal.err(`\r${done} done, ${failed} failed`);
  }
}

async function uuidsOf(transaction: Transaction, outcomes: readonly Outcome[]): Promise<Map<number, string>> {
  const ids = outcomes.flatMap((outcome) => (isFailure(outcome) ? [] : outcome.credentialId));
  const rows = ids.length > 0 ? await transaction.run(findUuids, [ids]) : [];
  return new Map(rows.map(({ id, uuid }) => [id, uuid]));
}

function resultOf(
  line: number,
  outcome: Outcome,
  dryRun: boolean,
  uuids: ReadonlyMap<number, string>,
): LineResult {
  if (isFailure(outcome)) return { line, result: 'failed', uuid: '', error: wordsOf(outcome.errors) };
  // The uuid may be that of a credential which the dry run takes back.
  if (dryRun) return { line, result: 'checked', uuid: '', error: '' };
  return { line, result: 'done', uuid: uuids.get(outcome.credentialId)!, error: '' };
}

function wordsOf(errors: FieldErrors): string {
  return typeof errors.detail === 'string' ? errors.detail : explain(new ValidationError(errors));
}
