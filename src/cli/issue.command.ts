import { AwardAgainService } from '../credentials/index.js';
import { runBatches } from './bulk/batches.js';
import { addFileOptions, type FileOptions, parseCount, runLines } from './bulk/line-command.js';
import { itemOf } from './bulk/line-items.js';
import type { AddCommand, Terminal } from './command.js';

interface Options extends FileOptions {
  readonly file?: string;
  readonly request?: string;
  readonly expected?: number;
}

/** `issue`: issues the credentials of a file, or awards again what a request has revoked. Issued again they stay as they are. */
export const addIssue: AddCommand = (program, terminal) => {
  const command = program
    .command('issue')
    .description(
      'Issue the credentials of a file, by the rules of POST /api/v2/credentials/. A wrong line stops no other one; with one ' +
        'the exit code is 1.\n' +
        'CSV has a header with username, and program_uuid or course_run with mode; it may have status, date_override, ' +
        'lms_user_id, attributes.<name>. A line of NDJSON has the same keys, or is a body for REST. A line with a uuid ' +
        'awards that credential again, or gives it the status of the line. Lines are counted without the header.\n' +
        'To take all of it back: cli revoke --request <id>, with the id that is printed.',
    )
    .option('--file <file>', 'CSV or NDJSON; - is the standard input')
    .option('--request <id>', 'award again all that one request, or one run of revoke, has revoked')
    .option('--expected <number>', 'with --request: award nothing when it is another number', parseCount);
  addFileOptions(command).action(async (options: Options) => {
    const { file, request } = options;
    if ((file === undefined) === (request === undefined))
      command.error('Either --file or --request is needed.');
    if (options.resume && options.report === undefined) command.error('--resume needs --report.');
    if (file !== undefined && options.expected !== undefined) command.error('--expected is for --request.');
    if (file !== undefined) return runLines(terminal, file, options, { toItem: itemOf });
    if (options.report !== undefined) command.error('--report is for a file.');
    await awardAgain(terminal, request!, options);
  });
};

function awardAgain(terminal: Terminal, request: string, options: Options): Promise<void> {
  const { reason } = options;
  return runBatches(terminal, options, (context) => {
    const service = context.get(AwardAgainService, { strict: false });
    return {
      word: 'awarded',
      count: () => service.count(request),
      first: (limit) => service.first(request, limit),
      change: (above, limit) => service.awardBatch(request, above, limit, { reason }),
    };
  });
}
