import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import {
  type Difference,
  LMS_COLUMNS,
  type LmsLine,
  readLmsLine,
  ReconcileService,
} from '../reconcile/index.js';
import { isDateTime, toDateTime } from '../platform/validation/index.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { withContext } from './context.js';
import { formatOf, readLines } from './rows/read-lines.js';

interface Options {
  readonly file: string;
  readonly apply?: boolean;
  readonly dryRun?: boolean;
  readonly revokeExtra?: boolean;
  readonly asOf?: string;
  readonly report?: string;
}

/** Differences that are printed; the report has all. */
const MOST_PRINTED = 20;

/** Wrong lines that are named. */
const MOST_NAMED = 20;

/** Columns of the file that must be there: learner and course run. */
const NEEDED = [LMS_COLUMNS.slice(0, 2)];

const COLUMNS = ['kind', 'what', 'username', 'courseRun', 'lms', 'here', 'result'] as const;
const HEADER = ['kind', 'what', 'username', 'course_run', 'lms', 'here', 'result'];

/** `reconcile`: compares a file of the LMS with what is here, and mends the difference. */
export const addReconcile: AddCommand = (program, terminal) => {
  program
    .command('reconcile')
    .description(
      'Compare what the LMS has with what is here: credentials of course runs and grades that are missing, extra or ' +
        'different. Without --apply nothing changes. Ends with 1 while a difference is left.\n' +
        `The file is CSV with a header, or NDJSON (.ndjson, .jsonl), with ${LMS_COLUMNS.join(', ')}; only the first ` +
        'two must be there. docs/reconcile.md tells more.',
    )
    .requiredOption('--file <file>', 'what the LMS has')
    .option('--apply', 'mend what is missing and what is different')
    .option('--dry-run', 'change nothing, which is also the default')
    .option('--revoke-extra', 'with --apply: revoke credentials of the runs in the file that no line has')
    .option(
      '--as-of <time>',
      "when the LMS wrote the file, as ISO 8601; default: the time of the file's last change",
    )
    .option('--report <file>', 'write all differences as CSV to this file')
    .action(async (options: Options, command: Command) => {
      const { file, apply = false, dryRun = false, revokeExtra = false, asOf } = options;
      if (file === '-') command.error('--file must name a file: the standard input cannot be read twice.');
      if (apply && dryRun) command.error('--apply and --dry-run exclude each other.');
      if (revokeExtra && !apply) command.error('--revoke-extra needs --apply.');
      if (asOf !== undefined && !isDateTime(asOf)) command.error('--as-of is not an ISO 8601 time.');
      await requireGoodLines(file, terminal);
      const written = asOf === undefined ? (await stat(file)).mtime : instantOf(asOf);
      const report = options.report === undefined ? undefined : await openReport(options.report);
      const tally = new Tally();
      const tell = async (differences: readonly Difference[]) => {
        tally.add(differences);
        if (differences.length > 0)
          await report?.write(stringify([...differences], { columns: [...COLUMNS] }));
      };
      const settings = { apply, revokeExtra, asOf: written, reason: `reconcile ${basename(file)}` };
      try {
        const count = await withContext(
          terminal,
          (context) =>
            context.get(ReconcileService, { strict: false }).reconcile(linesOf(file), settings, tell),
          !apply,
        );
        terminal.out(tally.textOf(count));
      } finally {
        await report?.close();
      }
      if (!apply) terminal.err('Nothing was changed: add --apply to mend it.\n');
      if (tally.left > 0) throw new CommandError(`${tally.left} differences are left.`);
    });
};

/** Before anything is compared: with a line that is left out its credential would be taken for extra. */
async function requireGoodLines(file: string, terminal: Terminal): Promise<void> {
  let wrong = 0;
  let rows = 0;
  for await (const { number, line } of readRows(file)) {
    rows = number;
    if (typeof line !== 'string') continue;
    wrong += 1;
    if (wrong <= MOST_NAMED) terminal.err(`row ${number}: ${line}\n`);
  }
  if (wrong > 0) throw new CommandError(`Nothing was compared: ${wrong} rows of the file are wrong.`);
  if (rows === 0) throw new CommandError('The file has no rows.');
}

async function* linesOf(file: string): AsyncGenerator<LmsLine> {
  for await (const { number, line } of readRows(file)) {
    if (typeof line === 'string') throw new CommandError(`row ${number}: ${line}`);
    yield line;
  }
}

/** The rows of the file; one that is none is its problem in words. */
async function* readRows(file: string): AsyncGenerator<{ number: number; line: LmsLine | string }> {
  for await (const { number, values, problem } of readLines(file, formatOf(file, undefined), NEEDED))
    yield { number, line: problem ?? readLmsLine(number, values) };
}

async function openReport(file: string) {
  const report = await open(file, 'w').catch((error: unknown) => {
    throw new CommandError(`The report can't be written: ${(error as Error).message}`);
  });
  await report.write(stringify([HEADER]));
  return report;
}

/** Counts differences, and keeps the first ones. */
class Tally {
  private readonly counts = new Map<string, { found: number; done: number }>();
  private readonly first: Difference[] = [];
  /** Kept apart: they are found first, and are most of the differences when the file has a part of the learners only. */
  private readonly extra: Difference[] = [];

  add(differences: readonly Difference[]): void {
    for (const difference of differences) {
      const key = `${difference.kind} ${difference.what}s`;
      const count = this.counts.get(key) ?? { found: 0, done: 0 };
      count.found += 1;
      if (difference.result === 'done') count.done += 1;
      this.counts.set(key, count);
      const first = difference.kind === 'extra' ? this.extra : this.first;
      if (first.length < MOST_PRINTED) first.push(difference);
    }
  }

  get left(): number {
    return [...this.counts.values()].reduce((sum, { found, done }) => sum + found - done, 0);
  }

  textOf(lines: number): string {
    const line = (name: string, ...numbers: (string | number)[]) =>
      `${name.padEnd(24)}${numbers.map((number) => String(number).padStart(10)).join('')}\n`;
    const kinds = [...this.counts]
      .sort(([one], [other]) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1))
      .map(([name, { found, done }]) => line(name, found, done));
    const shown = [...this.first, ...this.extra].slice(0, MOST_PRINTED);
    const first = shown.map((one) => `${COLUMNS.map((column) => one[column] || '-').join('  ')}\n`);
    return [
      line('compared', lines),
      line('', 'found', 'mended'),
      ...kinds,
      ...(first.length > 0 ? ['\n', ...first] : []),
    ].join('');
  }
}

/** Kinds that `--apply` mends stand before those that are extra. */
const rankOf = (kind: string): number => (kind.startsWith('extra') ? 1 : 0);

/** A time without an offset is UTC, as over REST. */
function instantOf(text: string): Date {
  const [, local = '', offset = ''] = /^(.*?)(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(toDateTime(text)!)!;
  const [hours = '', minutes = '00'] = offset.match(/[+-]?\d\d/g) ?? [];
  return new Date(`${local}${hours === '' ? 'Z' : `${hours}:${minutes}`}`);
}
