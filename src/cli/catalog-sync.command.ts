import type { INestApplicationContext } from '@nestjs/common';
import { InvalidArgumentError } from 'commander';
import { CatalogSyncService, leavesWork, DISCOVERY_PAGE_ROWS, type SyncReport } from '../catalog/index.js';
import { counted } from '../platform/text/index.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { withContext } from './context.js';

/** Names printed of each kind; the rest is counted. */
const MOST_NAMES_PRINTED = 20;

/** Somebody has to correct each of them in the Discovery service. */
const MOST_LEFT_OUT_PRINTED = 100;

interface Options {
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  readonly pageSize: number;
}

/** `catalog:sync`: copies the catalog from the Discovery API. */
export const addCatalogSync: AddCommand = (program, terminal) => {
  program
    .command('catalog:sync')
    .description(
      'Copy organizations, courses, programs and pathways from the Discovery API that CATALOG_API_URL names.\n' +
        'Prints what was added, what was changed and what the API no longer has. An entry that cannot be taken is named ' +
        'with its place, and stops no other one. An answer that cannot be read changes nothing.\n' +
        'The exit code is 1 if something could not be taken, or should be removed and --delete was not given.',
    )
    .option('--delete', 'remove what the API no longer has, but nothing that learners or certificates need')
    .option('--dry-run', 'print what would be done and change nothing; the exit code is that of a real run')
    .option('--page-size <number>', 'entries to a page, from 1 to 500', parsePageSize, DISCOVERY_PAGE_ROWS)
    .action(async ({ delete: remove = false, dryRun = false, pageSize }: Options) => {
      const sync = (context: INestApplicationContext) =>
        context.get(CatalogSyncService, { strict: false }).sync({ remove, dryRun, pageSize });
      const report = await withContext(terminal, sync, dryRun);
      printReport(terminal, report, dryRun);
      if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
      const reasons = reasonsToFail(report, dryRun);
      if (reasons.length > 0) throw new CommandError(reasons.join('\n'));
    });
};

function reasonsToFail(report: SyncReport, dryRun: boolean): string[] {
  const reasons: string[] = [];
  const count = report.leftOut.length;
  if (count > 0) reasons.push(`${counted(count, 'thing')} of the catalog could not be taken: see above.`);
  if (leavesWork(report)) {
    const would = dryRun ? 'would be' : 'was';
    reasons.push(`Nothing ${would} removed. Give --delete to remove what nothing needs any more.`);
  }
  return reasons;
}

function printReport(
  terminal: Terminal,
  { kinds, leftOut, logos, warnings, removed }: SyncReport,
  dryRun: boolean,
): void {
  const would = dryRun ? 'would be ' : '';
  for (const [kind, { added, changed, unchanged, gone, kept }] of Object.entries(kinds)) {
    const counts = [
      `${added.length} ${would}added`,
      `${changed.length} ${would}changed`,
      `${unchanged} unchanged`,
      ...(gone.length > 0 ? [`${gone.length} ${removed ? `${would}removed` : 'to remove'}`] : []),
      ...(kept.length > 0 ? [`${kept.length} ${would}kept`] : []),
    ];
    terminal.out(`${kind.padEnd(16)}${counts.join(', ')}\n`);
    printNames(terminal, '+', added.map(named));
    printNames(terminal, '~', changed.map(named));
    printNames(terminal, '-', gone.map(named));
    const is = dryRun ? 'would be' : 'is';
    const reasons = kept.map((entry) => `${named(entry)} ${is} kept: needed by ${entry.neededBy.join(', ')}`);
    printNames(terminal, '!', reasons);
  }
  if (logos.fetched + logos.removed > 0)
    terminal.out(`${'logos'.padEnd(16)}${logos.fetched} fetched, ${logos.removed} removed\n`);
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  for (const { words } of leftOut.slice(0, MOST_LEFT_OUT_PRINTED)) terminal.err(`not taken: ${words}\n`);
  if (leftOut.length > MOST_LEFT_OUT_PRINTED)
    terminal.err(`not taken: ${leftOut.length - MOST_LEFT_OUT_PRINTED} more things\n`);
}

function named({ name, uuid }: { readonly name: string; readonly uuid: string }): string {
  return `${name} (${uuid})`;
}

function printNames(terminal: Terminal, sign: string, lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_NAMES_PRINTED)) terminal.out(`  ${sign} ${line}\n`);
  if (lines.length > MOST_NAMES_PRINTED)
    terminal.out(`  ${sign} and ${lines.length - MOST_NAMES_PRINTED} more\n`);
}

function parsePageSize(text: string): number {
  const size = Number(text);
  if (/^\d{1,3}$/.test(text) && size >= 1 && size <= 500) return size;
  throw new InvalidArgumentError('A page has from 1 to 500 entries.');
}
