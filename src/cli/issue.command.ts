import { addFileOptions, type FileOptions, runLines } from './bulk/line-command.js';
import { itemOf } from './bulk/line-items.js';
import type { AddCommand } from './command.js';

/** `issue`: issues the credentials of a file. Issued again they stay as they are. */
export const addIssue: AddCommand = (program, terminal) => {
  const command = program
    .command('issue')
    .description(
      'Issue the credentials of a file, by the rules of POST /api/v2/credentials/. A wrong line stops no other one; with one ' +
        'the exit code is 1.\n' +
        'CSV has a header with username, and program_uuid or course_run with mode; it may have status, date_override, ' +
        'lms_user_id, attributes.<name>. A line of NDJSON has the same keys, or is a body for REST. A line with a uuid sets ' +
        'the status of that credential.\n' +
        'To take all of it back: cli revoke --request <id>, with the id that is printed at the end.',
    )
    .requiredOption('--file <file>', 'CSV or NDJSON; - is the standard input');
  addFileOptions(command).action(async (options: FileOptions & { file: string }) => {
    if (options.resume && options.report === undefined) command.error('--resume needs --report.');
    await runLines(terminal, options.file, options, { toItem: itemOf });
  });
};
