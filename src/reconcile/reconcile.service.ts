import { Injectable } from '@nestjs/common';
import { BulkAwardService, type BulkItem, isFailure } from '../credentials/index.js';
import { GradesService } from '../grades/index.js';
import { Database, repeatDeadlocked, type Transaction } from '../platform/database/index.js';
import { ValidationError } from '../platform/errors/index.js';
import type { LmsLine } from './lms-line.js';
import {
  analyzeLmsState,
  countLmsState,
  createLmsState,
  type DifferingLine,
  type ExtraCredential,
  findDifferences,
  findExtras,
  indexLmsState,
  joinLmsState,
  keyLmsState,
  loadLmsState,
  orderLmsState,
} from './lms-state.sql.js';

/** Rows of a statement, and changes of a transaction. */
const BATCH_ROWS = 1000;
const LOAD_ROWS = 5000;

/** A comparison of half a million lines that all differ, with its changes. */
const TIMEOUT_MS = 12 * 3_600_000;

export interface ReconcileOptions {
  /** Mends what is missing and different. */
  readonly apply?: boolean;
  /** Together with `apply`: revokes what the LMS does not have. */
  readonly revokeExtra?: boolean;
  /** When the LMS wrote the file. What was changed here since is newer and is left alone. */
  readonly asOf: Date;
  /** Why; for the audit log. */
  readonly reason: string;
}

/** Something that is not here as it is in the LMS. */
export interface Difference {
  readonly kind: 'missing' | 'different' | 'extra';
  readonly what: 'credential' | 'grade';
  readonly username: string;
  readonly courseRun: string;
  /** As in the LMS; empty: it has none. */
  readonly lms: string;
  /** As it was here; empty: there was none. */
  readonly here: string;
  /** `open`: nothing was done. Otherwise `done`, or why it could not be. */
  readonly result: string;
}

/** Compares what the LMS says with what is here, and mends it. */
@Injectable()
export class ReconcileService {
  constructor(
    private readonly database: Database,
    private readonly credentials: BulkAwardService,
    private readonly grades: GradesService,
  ) {}

  /**
   * Compares all lines in one transaction, which changes nothing. Changes are made in transactions of their own, a batch
   * each: after a break they stay, and the next call finds the rest.
   * @param tell takes the differences, batch by batch; those that are extra first
   * @returns the number of different learners and runs in the lines
   */
  async reconcile(
    lines: AsyncIterable<LmsLine>,
    options: ReconcileOptions,
    tell: (differences: readonly Difference[]) => Promise<void>,
  ): Promise<number> {
    return this.database.transaction(
      async (transaction) => {
        const count = await load(transaction, lines);
        // First: learners who are created below have no number in the table, and would be taken for extra.
        await this.compareExtras(transaction, options, tell);
        await this.compareLines(transaction, options, tell);
        return count;
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }

  private async compareExtras(
    transaction: Transaction,
    options: ReconcileOptions,
    tell: (differences: readonly Difference[]) => Promise<void>,
  ): Promise<void> {
    for (let after = 0; ;) {
      const rows = await transaction.run(findExtras, [after, options.asOf.toISOString(), BATCH_ROWS]);
      const results =
        options.apply === true && options.revokeExtra === true
          ? await this.revoke(rows, options.reason)
          : rows.map(() => 'open');
      await tell(rows.map((row, index) => extraOf(row, results[index]!)));
      if (rows.length < BATCH_ROWS) return;
      after = rows.at(-1)!.id;
    }
  }

  private async compareLines(
    transaction: Transaction,
    options: ReconcileOptions,
    tell: (differences: readonly Difference[]) => Promise<void>,
  ): Promise<void> {
    for (let after = 0; ;) {
      const rows = await transaction.run(findDifferences, [after, options.asOf.toISOString(), BATCH_ROWS]);
      const credentials = rows.filter(({ statusDiffers }) => statusDiffers);
      const grades = rows.filter(({ gradeDiffers }) => gradeDiffers);
      const apply = options.apply === true;
      const awards = apply ? await this.award(credentials, options.reason) : credentials.map(() => 'open');
      const reports = apply ? await this.report(grades, options) : grades.map(() => 'open');
      await tell([
        ...credentials.map((row, index) => credentialOf(row, awards[index]!)),
        ...grades.map((row, index) => gradeOf(row, reports[index]!)),
      ]);
      if (rows.length < BATCH_ROWS) return;
      after = rows.at(-1)!.line;
    }
  }

  private revoke(rows: readonly ExtraCredential[], reason: string): Promise<string[]> {
    return this.carryOut(
      rows.map(({ uuid }) => ({ change: uuid, status: 'revoked' as const })),
      reason,
    );
  }

  private award(rows: readonly DifferingLine[], reason: string): Promise<string[]> {
    return this.carryOut(
      rows.map(({ username, courseRun, mode, status, uuid }) =>
        // A credential that is here keeps all that the file does not say, such as its date.
        uuid === null
          ? {
              issue: {
                username,
                credential: { course_run_key: courseRun, ...(mode === null ? {} : { mode }) },
                status: status!,
              },
            }
          : { change: uuid, status: status! },
      ),
      reason,
    );
  }

  private async carryOut(items: readonly BulkItem[], reason: string): Promise<string[]> {
    if (items.length === 0) return [];
    const outcomes = await repeatDeadlocked(() =>
      this.database.transaction((transaction) => this.credentials.carryOutIn(transaction, items, false), {
        reason,
        timeoutMs: TIMEOUT_MS,
      }),
    );
    return outcomes.map((outcome) => (isFailure(outcome) ? JSON.stringify(outcome.errors) : 'done'));
  }

  private async report(
    rows: readonly DifferingLine[],
    { reason, asOf }: ReconcileOptions,
  ): Promise<string[]> {
    if (rows.length === 0) return [];
    return repeatDeadlocked(() =>
      this.database.transaction(
        async (transaction) => {
          const results: string[] = [];
          for (const row of rows) results.push(await this.reportOne(transaction, row, asOf));
          return results;
        },
        { reason, timeoutMs: TIMEOUT_MS },
      ),
    );
  }

  private async reportOne(transaction: Transaction, row: DifferingLine, asOf: Date): Promise<string> {
    try {
      await this.grades.reportIn(transaction, {
        username: row.username,
        course_run: row.courseRun,
        percent_grade: row.percent!,
        ...(row.letter === null ? {} : { letter_grade: row.letter }),
        lms_last_updated_at: asOf.toISOString(),
      });
      return 'done';
    } catch (error) {
      if (error instanceof ValidationError) return JSON.stringify(error.fields);
      throw error;
    }
  }
}

async function load(transaction: Transaction, lines: AsyncIterable<LmsLine>): Promise<number> {
  await transaction.run(createLmsState, []);
  await transaction.run(keyLmsState, []);
  let batch: LmsLine[] = [];
  const store = async () => {
    await transaction.run(loadLmsState, [
      batch.map(({ line }) => line),
      batch.map(({ username }) => username),
      batch.map(({ courseRun }) => courseRun),
      batch.map(({ mode }) => mode),
      batch.map(({ status }) => status),
      batch.map(({ letter }) => letter),
      batch.map(({ percent }) => percent),
    ]);
    batch = [];
  };
  for await (const line of lines) if (batch.push(line) === LOAD_ROWS) await store();
  if (batch.length > 0) await store();
  for (const step of [joinLmsState, indexLmsState, orderLmsState, analyzeLmsState])
    await transaction.run(step, []);
  const [row] = await transaction.run(countLmsState, []);
  return row!.count;
}

function extraOf({ username, courseRun }: ExtraCredential, result: string): Difference {
  return { kind: 'extra', what: 'credential', username, courseRun, lms: '', here: 'awarded', result };
}

function credentialOf(row: DifferingLine, result: string): Difference {
  const { username, courseRun, status, statusHere } = row;
  const kind = statusHere === null ? 'missing' : 'different';
  return { kind, what: 'credential', username, courseRun, lms: status!, here: statusHere ?? '', result };
}

function gradeOf(row: DifferingLine, result: string): Difference {
  const { username, courseRun, letter, percent, gradeHere } = row;
  const kind = gradeHere === null ? 'missing' : 'different';
  const lms = [letter, percent].filter((part) => part !== null).join(' ');
  return { kind, what: 'grade', username, courseRun, lms, here: gradeHere ?? '', result };
}
