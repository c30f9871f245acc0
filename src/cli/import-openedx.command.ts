import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { loadConfig } from '../config/index.js';
import { importOpenedx, type ImportResult, readMedia, readSourceAddress, Report } from '../moving/index.js';
import { factsOf } from '../platform/audit/index.js';
import { counted } from '../platform/text/index.js';
import { prepareDatabase } from '../process/prepare-database.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { Progress } from './progress.js';
import { recordAct } from './record-act.js';
import { withDatabase } from './with-database.js';

interface Options {
  readonly source?: string;
  readonly sourceFile?: string;
  readonly site?: string;
  readonly media?: string;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  readonly intoUsed?: boolean;
  readonly verify: number | 'all';
  readonly report?: string;
}

/** Rows of each kind that are compared unless `--verify` says otherwise. */
const USUALLY_COMPARED = 1000;

/** Differences that are printed. */
const MOST_PRINTED = 20;

/** `import:openedx`: brings an installation of the Credentials service of Open edX over. */
export const addImportOpenedx: AddCommand = (program, terminal) => {
  program
    .command('import:openedx')
    .description(
      'Bring one site of the Credentials service of Open edX over, from its MySQL 8 or MariaDB, which is only read: ' +
        'catalog, users and rights, certificates, credentials, grades, shared records, sent pathways and mail templates, ' +
        'with their numbers, uuids and times. Nobody gets a mail about them.\n' +
        'Run again it brings what has changed there since, also after a break. Where a row was changed on both ' +
        'sides the newer one stays. The report lists rows that could not be carried, or were changed on the way.\n' +
        'At the end rows of both sides are compared, field by field; with a difference the exit code is 1. ' +
        'docs/moving-from-open-edx.md tells the whole way.',
    )
    .option(
      '--source <address>',
      'mysql://USER@HOST:3306/DATABASE, with a colon and the password behind USER; ?tls=on encrypts',
    )
    .option(
      '--source-file <file>',
      'a file with that address, so that no list of processes shows the password',
    )
    .option(
      '--site <domain>',
      'the site, where there are several; default: that of the run before, or the only one',
    )
    .option(
      '--media <place>',
      'the media of the service there, a folder or an address: pictures of signatures',
    )
    .option('--resume', 'go on with a run that was broken off; every later run does so, too')
    .option('--dry-run', 'do all of it in one transaction that is taken back, and tell what would be done')
    .option('--into-used', 'also into an installation that has data of its own; rows may get other numbers')
    .option(
      '--verify <number>',
      'rows of each kind that are compared at the end, or all',
      parseVerify,
      USUALLY_COMPARED,
    )
    .option('--report <file>', 'all rows that were left out or changed, as CSV, or NDJSON (.ndjson, .jsonl)')
    .action(async (options: Options, command: { error: (message: string) => never }) => {
      if ((options.source === undefined) === (options.sourceFile === undefined))
        command.error('Either --source or --source-file is needed.');
      const address = readSourceAddress(options.source ?? (await readAddress(options.sourceFile!)));
      const media = options.media === undefined ? undefined : await readMedia(options.media);
      const { dryRun = false } = options;
      const config = loadConfig(terminal.env);
      const report = await Report.open(options.report);
      try {
        const result = await withDatabase(config, terminal, async (url) => {
          await prepareDatabase(config, url, { dryRun });
          const say = (line: string) => terminal.err(`${line}\n`);
          const progress = new Progress(terminal, process.stderr.isTTY ? process.stderr.columns : undefined);
          const done = await importOpenedx({
            ...options,
            url,
            source: address,
            media,
            report,
            say,
            progress: (title, work) => progress.show(title, work),
          }).finally(() => progress.end());
          if (!dryRun) await noteImport(url, done);
          return done;
        });
        tell(result, report, terminal, options);
      } finally {
        await report.close();
      }
    });
};

function parseVerify(text: string): number | 'all' {
  if (text === 'all') return 'all';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number or all is needed.');
}

async function readAddress(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandError(`The file of the source can't be read: ${(error as Error).message}`);
  });
}

/** One row of the audit log tells of all of it. */
async function noteImport(url: string, { site, kinds, verification }: ImportResult): Promise<void> {
  const counts = [...kinds].map(
    ([title, { created, updated, leftOut }]) =>
      [title, { created, changed: updated, left_out: leftOut }] as const,
  );
  const facts = { site, ...Object.fromEntries(counts), differences: verification.differences.length };
  await recordAct(url, { action: 'imported', subject: 'open edx', changes: factsOf(facts) });
}

function tell(
  result: ImportResult,
  report: Report,
  terminal: Terminal,
  { dryRun, report: file }: Options,
): void {
  const line = (cells: readonly (string | number)[]) =>
    `${String(cells[0]).padEnd(24)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(11))
      .join('')}\n`;
  terminal.out(`site  ${result.site}\n`);
  terminal.out(line(['', 'read', 'created', 'changed', 'unchanged', 'left out', 'other']));
  for (const [title, { read, created, updated, unchanged, leftOut }] of result.kinds)
    terminal.out(
      line([
        title,
        read,
        created,
        updated,
        unchanged,
        leftOut,
        read - created - updated - unchanged - leftOut,
      ]),
    );
  terminal.out(line(['pictures', '', result.pictures.created, '', '', result.pictures.leftOut]));
  const reasons = report.byReason;
  if (reasons.length > 0) terminal.out('\n');
  for (const [reason, count] of reasons) terminal.out(`${String(count).padStart(8)}  ${reason}\n`);
  if (reasons.length > 0 && file === undefined) terminal.err('--report lists these rows one by one.\n');
  for (const [table, count] of result.leftThere)
    terminal.out(`${String(count).padStart(8)}  stays there: ${table}\n`);
  if (dryRun === true) terminal.err('Nothing was changed: this was a dry run.\n');
  const { compared, differences } = result.verification;
  terminal.out(
    `\ncompared with the source: ${counted(compared, 'row')}, ${counted(differences.length, 'difference')}\n`,
  );
  for (const { table, id, field } of differences.slice(0, MOST_PRINTED))
    terminal.err(`${table} ${id} differs in ${field}\n`);
  if (differences.length > 0)
    throw new CommandError(
      `${counted(differences.length, 'difference')} between the source and this installation.`,
    );
}
