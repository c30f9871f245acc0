import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { BulkAwardService } from '../../credentials/index.js';
import { currentOrigin } from '../../platform/telemetry/index.js';
import { CommandError, type Terminal } from '../command.js';
import { withContext } from '../context.js';
import { type LineOptions, LineWork } from './carry-out-lines.js';
import { formatOf, type LineFormat, readLines } from '../rows/read-lines.js';
import { Report } from './report.js';

/** Sets of columns that identify the credential of a line. One of them must be there. */
const NEEDED = [['uuid'], ['username', 'program_uuid'], ['username', 'course_run']];

/** Options of every command that carries out the lines of a file. */
export interface FileOptions {
  readonly format?: LineFormat;
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly report?: string;
  readonly resume?: boolean;
}

export function addFileOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'default: by the name, .ndjson and .jsonl are ndjson').choices([
        'csv',
        'ndjson',
      ]),
    )
    .option('--dry-run', 'check everything and change nothing; the exit code is that of a real run')
    .option('--reason <text>', 'why, for the audit log')
    .option('--report <file>', 'write the result of each line as CSV: line, result, uuid, error')
    .option('--resume', 'go on after a break: skip the lines that the report calls done, and add to it');
}

/** Carries out the lines of a file, prints counts, and fails when a line has failed. */
export async function runLines(
  terminal: Terminal,
  file: string,
  options: FileOptions,
  lineOptions: Pick<LineOptions, 'toItem' | 'adapt'>,
): Promise<void> {
  const { dryRun = false, reason, resume = false } = options;
  const format = formatOf(file, options.format);
  const report = await Report.open(options.report, resume);
  announceRequest(terminal, dryRun);
  if (options.report !== undefined && !dryRun)
    terminal.err('after a break: the same command with --resume\n');
  const work = (context: INestApplicationContext) =>
    new LineWork(context.get(BulkAwardService, { strict: false }), terminal, report, {
      dryRun,
      reason,
      ...lineOptions,
    }).carryOut(readLines(file, format, NEEDED));
  try {
    const { done, failed, skipped } = await withContext(terminal, work, dryRun);
    terminal.out(`done     ${done}\nfailed   ${failed}\nskipped  ${skipped}\n`);
    tellRequest(terminal, dryRun);
    if (failed > 0)
      throw new CommandError(
        `Lines that failed: ${failed}${format === 'csv' ? ', counted without the header' : ''}.`,
      );
  } finally {
    await report.close();
  }
}

/** The id of the run before it changes anything, so that a run that is broken off can be taken back, too. */
export function announceRequest(terminal: Terminal, dryRun: boolean): void {
  if (!dryRun) terminal.err(`request  ${currentOrigin().requestId}  (for cli revoke, issue and audit)\n`);
}

/** The id under which the audit log has all that this run has changed. */
export function tellRequest(terminal: Terminal, dryRun: boolean): void {
  if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
  else terminal.out(`request  ${currentOrigin().requestId}\n`);
}

/** A number of credentials. */
export function parseCount(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number is needed.');
}
