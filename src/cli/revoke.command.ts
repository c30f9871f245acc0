import type { Command } from 'commander';
import {
  type BulkItem,
  filterOf,
  type RevocationFilter,
  RevocationFilterBody,
  RevocationService,
} from '../credentials/index.js';
import { InputPipe } from '../platform/validation/index.js';
import { runBatches } from './bulk/batches.js';
import { addFileOptions, type FileOptions, parseCount, runLines } from './bulk/line-command.js';
import { revocationOf } from './bulk/line-items.js';
import type { AddCommand, Terminal } from './command.js';
import { wrongUsage } from './wrong-usage.js';

interface Options extends FileOptions {
  readonly file?: string;
  readonly filter?: readonly string[];
  readonly request?: string;
  readonly expected?: number;
}

/** `revoke`: revokes the credentials of a file, or those that match a filter. */
export const addRevoke: AddCommand = (program, terminal) => {
  const command = program
    .command('revoke')
    .description(
      'Revoke credentials that there are: those of a file, or those that meet all conditions of a filter.\n' +
        'A file has uuid, as the report of issue does, or username with program_uuid or course_run. Conditions are those of ' +
        'POST /api/v2/credentials/bulk/revoke/, such as course_run=course-v1:X+Y+Z created_after=2026-05-01T00:00:00Z ' +
        'usernames=ann,ben.\n' +
        'To take the revocation back: cli issue --request <id>, with the id that is printed.',
    )
    .option('--file <file>', 'CSV or NDJSON; - is the standard input')
    .option('--filter <key=value...>', 'conditions; all of them must hold')
    .option('--request <id>', 'all that one request, or one run of issue, has awarded')
    .option('--expected <number>', 'with a filter: revoke nothing when another number matches', parseCount);
  addFileOptions(command).action(async (options: Options) => {
    const { file, filter, request } = options;
    const asFilter = filter !== undefined || request !== undefined;
    if ((file !== undefined) === asFilter)
      command.error('Either --file, or --filter and --request, are needed.');
    if (options.resume && options.report === undefined) command.error('--resume needs --report.');
    if (asFilter && options.report !== undefined) command.error('--report is for a file.');
    if (!asFilter && options.expected !== undefined)
      command.error('--expected is for a filter or a request.');
    if (file !== undefined)
      return runLines(terminal, file, options, { toItem: revocationOf, adapt: onlyStored });
    await revokeMatching(terminal, await readFilter(command, filter ?? [], request), options);
  });
};

/** A revocation by learner and certificate creates nothing. */
function onlyStored(item: BulkItem): BulkItem {
  return 'issue' in item ? { ...item, onlyStored: true } : item;
}

function revokeMatching(terminal: Terminal, filter: RevocationFilter, options: Options): Promise<void> {
  const { reason } = options;
  return runBatches(terminal, options, (context) => {
    const service = context.get(RevocationService, { strict: false });
    return {
      word: 'revoked',
      count: () => service.count(filter),
      first: (limit) => service.first(filter, limit),
      change: (above, limit) => service.revokeBatch(filter, above, limit, { reason }),
    };
  });
}

async function readFilter(
  command: Command,
  pairs: readonly string[],
  request: string | undefined,
): Promise<RevocationFilter> {
  const body: Record<string, unknown> = request === undefined ? {} : { request_id: request };
  for (const pair of pairs) {
    const [, key, value] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) command.error(`--filter takes key=value, not ${pair}.`);
    body[key] = key === 'usernames' ? value.split(',') : value;
  }
  const metadata = { type: 'body', metatype: RevocationFilterBody } as const;
  const read = async () =>
    filterOf((await new InputPipe().transform(body, metadata)) as RevocationFilterBody);
  return read().catch(wrongUsage(command));
}
