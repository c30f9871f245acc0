import { Option } from 'commander';
import { BACK_FORMATS, type BackCounts, type BackFormat, WayBack } from '../moving/index.js';
import { isDateTime, toDateTime } from '../platform/validation/index.js';
import type { AddCommand, Terminal } from './command.js';
import { withContext } from './context.js';
import { writeOutput } from './output-file.js';

interface Options {
  readonly format: BackFormat;
  readonly since?: string;
  readonly site?: string;
  readonly output?: string;
}

/** `export:openedx`: writes what was issued or changed here, for the service that the installation came from. */
export const addExportOpenedx: AddCommand = (program, terminal) => {
  const command = program
    .command('export:openedx')
    .description(
      'Write what was issued or changed here since the import, for the Credentials service of Open edX that it came from: ' +
        'the way back. As SQL (default) for its MySQL or MariaDB: users, certificates, credentials with attributes and dates, ' +
        'grades, shared and sent records, with their uuids and times; of a row that was changed on both sides the newer one ' +
        'stays, and the file can be applied again. As calls, one JSON object a line, for its REST API, which gives other ' +
        'uuids. The export is noted in the audit log. docs/moving-from-open-edx.md tells the whole way.',
    )
    .addOption(new Option('--format <form>', 'form of the file').choices(BACK_FORMATS).default('sql'))
    .option('--since <time>', 'changed then or later, as ISO 8601; default: the begin of the first import')
    .option('--site <domain>', 'domain of the site there; default: that of the import')
    .option('--output <file>', 'file that gets its name when it is whole; - or without it: the output')
    .action(async ({ format, since, site, output = '-' }: Options) => {
      if (since !== undefined && !isDateTime(since)) command.error('--since is not an ISO 8601 time.');
      await withContext(terminal, async (context) => {
        const progress = new GrowingLine(terminal);
        const text = context.get(WayBack, { strict: false }).text({
          ...{ format, site, since: since === undefined ? undefined : toDateTime(since) },
          progress: (kind, rows) => progress.show(kind, rows),
        });
        const counts = await counted(text, (pieces) => writeOutput(pieces, output, terminal));
        progress.end();
        if (counts !== undefined) tell(counts, terminal);
      });
    });
};

/** Passes the pieces on, and answers what the generator returns; undefined for a reader who left early. */
async function counted<Result>(
  text: AsyncGenerator<string, Result>,
  write: (pieces: AsyncIterable<string>) => Promise<void>,
): Promise<Result | undefined> {
  let result: Result | undefined;
  async function* pieces(): AsyncGenerator<string, void> {
    result = yield* text;
  }
  await write(pieces());
  return result;
}

function tell({ since, written, without, staying }: BackCounts, { err }: Terminal): void {
  err(`Changed here since ${since}:\n`);
  const line = (kind: string, rows: number) => err(`${String(rows).padStart(9)}  ${kind}\n`);
  for (const [kind, rows] of written) line(kind, rows);
  for (const [kind, rows] of without)
    if (rows > 0) line(`${kind}: not in this form; --format sql has them`, rows);
  for (const [kind, changes] of staying) line(`${kind}: changes that stay here`, changes);
}

/** On a terminal a line with the number of rows so far. */
class GrowingLine {
  constructor(private readonly terminal: Terminal) {}

  show(kind: string, rows: number): void {
    if (process.stderr.isTTY) this.terminal.err(`\r${kind}: ${rows}\u001b[K`);
  }

  end(): void {
    if (process.stderr.isTTY) this.terminal.err('\r\u001b[K');
  }
}
