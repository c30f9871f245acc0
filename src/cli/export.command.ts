import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { Option } from 'commander';
import { ExportQuery, ExportService } from '../credentials/index.js';
import { explain, ValidationError } from '../platform/errors/index.js';
import type { AddCommand, Terminal } from './command.js';
import { withContext } from './context.js';

type ExportOptions = Partial<Record<keyof typeof FILTERS | 'format' | 'fields' | 'output', string>> & {
  readonly username?: string[];
};

/** The options that are filters, by the parameters of the route. */
const FILTERS = {
  status: 'status',
  type: 'type',
  program: 'program_uuid',
  courseRun: 'course_run',
  organization: 'organization',
  mode: 'mode',
  createdAfter: 'created_after',
  createdBefore: 'created_before',
  modifiedAfter: 'modified_after',
  modifiedBefore: 'modified_before',
} as const;

/** `export`: writes credentials as a table or as lines of JSON. */
export const addExport: AddCommand = (program, terminal) => {
  program
    .command('export')
    .description(
      'Write the credentials that match, oldest first and as of one moment, as CSV or NDJSON. ' +
        'The export is noted in the audit log. The options are the filters of the list; all can be combined.',
    )
    .addOption(new Option('--format <form>', 'form of the file').choices(['csv', 'ndjson']).default('csv'))
    .option('--fields <names>', 'fields in their order, separated by commas; a wrong one is named')
    .option('--output <file>', 'file that is written when all is read; without it the output')
    .option(
      '--username <name>',
      'learner, in any letter case (repeatable)',
      (name: string, more: string[] = []) => [...more, name],
    )
    .option('--status <status>', 'awarded or revoked')
    .option('--type <kind>', 'program or course-run')
    .option('--program <uuid>', "the program's credentials and those of its course runs")
    .option('--course-run <key>', 'key of a course run, in any letter case')
    .option('--organization <key>', 'key of an organization, in any letter case')
    .option('--mode <mode>', 'mode of course credentials')
    .option('--created-after <time>', 'issued then or later; ISO 8601, UTC without an offset')
    .option('--created-before <time>', 'issued before')
    .option('--modified-after <time>', 'changed last then or later')
    .option('--modified-before <time>', 'changed last before')
    .action(async (options: ExportOptions, command) => {
      const query = queryOf(options);
      const rows = async () =>
        withContext(terminal, async (context) => {
          const service = context.get(ExportService, { strict: false });
          const text = service.text(service.optionsForAll(query, options.username ?? []));
          await (options.output === undefined ? print(text, terminal) : save(text, options.output));
        });
      await rows().catch((error: unknown) => {
        if (error instanceof ValidationError) command.error(explain(error));
        throw error;
      });
    });
};

function queryOf(options: ExportOptions): ExportQuery {
  const filters = Object.entries(FILTERS).map(([option, field]) => [
    field,
    options[option as keyof typeof FILTERS],
  ]);
  return Object.assign(new ExportQuery(), Object.fromEntries(filters), {
    format: options.format,
    fields: options.fields,
  });
}

async function print(text: AsyncIterable<string>, { out }: Terminal): Promise<void> {
  for await (const piece of text) {
    out(piece);
    // Pieces would pile up in memory before a slow reader.
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }
}

/** The file has its name when it is whole. It holds personal data: nobody else reads it. */
async function save(text: AsyncIterable<string>, path: string): Promise<void> {
  const part = `${path}.part`;
  const file = await open(part, 'w', 0o600);
  try {
    for await (const piece of text) await file.write(piece);
    await file.close();
    await rename(part, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}
