import { type Command, Option } from 'commander';
import { EXPORT_FIELDS, ExportQuery, ExportService, USUAL_FIELDS } from '../credentials/index.js';
import type { AddCommand } from './command.js';
import { withContext } from './context.js';
import { shown, writeOutput } from './output-file.js';
import { wrongUsage } from './wrong-usage.js';

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

interface Options extends Readonly<Partial<Record<keyof typeof FILTERS, string>>> {
  readonly username?: readonly string[];
  readonly onlyVisible?: boolean;
  readonly format?: string;
  readonly fields?: string;
  readonly output?: string;
}

/** `export`: writes credentials as a table or as lines of JSON. */
export const addExport: AddCommand = (program, terminal) => {
  const command: Command = program
    .command('export')
    .description(
      'Write the credentials that match, oldest first and as of one moment, as CSV or NDJSON. ' +
        'The export is noted in the audit log. The options are the filters of the list; all can be combined.',
    )
    .addOption(new Option('--format <form>', 'form of the file').choices(['csv', 'ndjson']).default('csv'))
    .option(
      '--fields <names>',
      `fields in their order, separated by commas: ${EXPORT_FIELDS.join(', ')}; default: ${USUAL_FIELDS.join(', ')}`,
    )
    .option('--output <file>', 'file that gets its name when it is whole; - or without it: the output')
    .option(
      '--username <name>',
      'learner, in any letter case (repeatable)',
      (name: string, more: readonly string[] | undefined) => [...(more ?? []), name],
    )
    .addOption(new Option('--status <status>', 'status').choices(['awarded', 'revoked']))
    .addOption(new Option('--type <kind>', 'kind of credential').choices(['program', 'course-run']))
    .option('--program <uuid>', "the program's credentials and those of its course runs")
    .option('--course-run <key>', 'key of a course run, in any letter case')
    .option('--organization <key>', 'key of an organization, in any letter case')
    .option('--mode <mode>', 'mode of course credentials')
    .option('--created-after <time>', 'issued then or later; ISO 8601, UTC without an offset')
    .option('--created-before <time>', 'issued before')
    .option('--modified-after <time>', 'changed last then or later')
    .option('--modified-before <time>', 'changed last before')
    .option('--only-visible', 'without those that the learner cannot see yet');
  command.action(async (options: Options) => {
    const query = queryOf(options);
    check(query, command);
    await withContext(terminal, async (context) => {
      const service = context.get(ExportService, { strict: false });
      const text = shown(service.text(service.optionsForAll(query, options.username ?? [])), terminal);
      await writeOutput(text, options.output ?? '-', terminal);
    });
  });
};

/** A wrong field or time is wrong usage, like an unknown option. */
function check(query: ExportQuery, command: Command): void {
  try {
    query.wantedFields();
    // The route gives an empty list; a file without rows would hide the slip.
    if (query.filter() === undefined) command.error('--program must be a UUID');
  } catch (error) {
    wrongUsage(command)(error);
  }
}

function queryOf({ format, fields, onlyVisible, ...options }: Options): ExportQuery {
  const query: Record<string, string | undefined> = { format, fields };
  for (const [option, field] of Object.entries(FILTERS))
    query[field] = options[option as keyof typeof FILTERS];
  if (onlyVisible === true) query.only_visible = 'true';
  return Object.assign(new ExportQuery(), query);
}
