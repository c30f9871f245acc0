import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  DeliveriesService,
  type DeliveryAnswer,
  ListDeliveriesQuery,
  type RefusedDeliveryAnswer,
  RetryDeliveriesBody,
} from '../deliveries/index.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../platform/outbox/index.js';
import { counted, parseNumber } from '../platform/text/index.js';
import { toDateTime } from '../platform/validation/index.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { withContext } from './context.js';

const MOST_LISTED = 500;

interface Narrowed {
  readonly topic?: string;
  readonly subscriber?: string;
}

interface ListOptions extends Narrowed {
  readonly state?: DeliveryStatus;
  readonly since?: string;
  readonly until?: string;
  readonly username?: string;
  readonly limit: number;
}

interface RetryOptions extends Narrowed {
  readonly failedSince?: string;
  readonly dryRun?: boolean;
}

/** `deliveries`: lists the outgoing mails and messages, counts them, and retries those that failed. */
export const addDeliveries: AddCommand = (program, terminal) => {
  const group = program
    .command('deliveries')
    .description('List, count and retry the outgoing mails and messages.');
  narrow(group.command('list'))
    .description(
      'Print them, latest first: id, time, state, attempts, subscriber, what it is about, last error.',
    )
    .addOption(new Option('--state <state>', 'only those in this state').choices(DELIVERY_STATUSES))
    .option('--since <time>', 'only those published at this time or later, in ISO 8601', parseTime)
    .option('--until <time>', 'only those published before this time, in ISO 8601', parseTime)
    .option('--username <username>', 'only those about this learner, in any letter case')
    .option('--limit <number>', `how many, from 1 to ${MOST_LISTED}`, parseLimit, 20)
    .action((options: ListOptions) => list(terminal, options));
  group
    .command('summary')
    .description('Print how many there are of each topic, subscriber and state, and the time of the oldest.')
    .action(() => summarize(terminal));
  narrow(group.command('retry'))
    .description(
      'Try failed ones again, at once and with all their attempts: some by their ids, or all of a topic or subscriber.\n' +
        'One that makes no sense any more is named with the reason and stays. The exit code is 1 if there is one.',
    )
    .argument('[ids...]', 'the ids that list prints', parseId, [])
    .option(
      '--failed-since <time>',
      'with a topic or subscriber: only those given up at this time or later',
      parseTime,
    )
    .option('--dry-run', 'print what would be done and change nothing; the exit code is that of a real run')
    .action((ids: number[], options: RetryOptions, command: Command) =>
      retry(terminal, ids, options, command),
    );
};

function narrow(command: Command): Command {
  return command
    .option('--topic <topic>', 'only those of this topic, such as credential.awarded')
    .option('--subscriber <name>', 'only those of this subscriber, such as completion-mail');
}

async function list(terminal: Terminal, { limit, ...filter }: ListOptions): Promise<void> {
  const query = Object.assign(new ListDeliveriesQuery(), filter, { page_size: String(limit) });
  const read = (context: INestApplicationContext) => deliveriesOf(context).list(query, '/');
  const page = JSON.parse(await withContext(terminal, read)) as {
    results: DeliveryAnswer[];
    next: string | null;
  };
  for (const item of page.results) terminal.out(`${lineOf(item)}\n`);
  if (page.results.length === 0) terminal.err('There is none.\n');
  if (page.next !== null) terminal.err('There are more: narrow the list, or raise --limit.\n');
}

function lineOf({
  id,
  created,
  state,
  attempts,
  subscriber,
  about,
  last_error: error,
}: DeliveryAnswer): string {
  const subject = about === null ? '-' : [about.kind, about.username, ...placeOf(about)].join(' ');
  const columns = [String(id), created, state.padEnd(9), String(attempts), subscriber, subject];
  return [...columns, ...(error === null ? [] : [error])].join('  ');
}

function placeOf(about: NonNullable<DeliveryAnswer['about']>): string[] {
  const parts = [about.credential_uuid, about.program_uuid, about.course_run_key, about.pathway?.name];
  return parts.filter((part) => typeof part === 'string');
}

async function summarize(terminal: Terminal): Promise<void> {
  const summary = await withContext(terminal, (context) => deliveriesOf(context).summary());
  for (const { topic, subscriber, state, count, oldest } of summary.results) {
    const kind = `${topic.padEnd(24)}${subscriber.padEnd(26)}${state.padEnd(11)}`;
    terminal.out(`${kind}${String(count).padStart(9)}  oldest ${oldest}\n`);
  }
  if (summary.results.length === 0) terminal.err('There is none.\n');
  if (summary.due_since !== null) terminal.err(`A worker is awaited since ${summary.due_since}.\n`);
}

async function retry(
  terminal: Terminal,
  ids: readonly number[],
  { topic, subscriber, failedSince, dryRun = false }: RetryOptions,
  command: Command,
): Promise<void> {
  const byKind = topic !== undefined || subscriber !== undefined;
  if (ids.length > 0 === byKind) command.error('error: give either ids, or --topic or --subscriber');
  if (ids.length > 0 && failedSince !== undefined)
    command.error('error: --failed-since goes with --topic or --subscriber');
  const body = Object.assign(new RetryDeliveriesBody(), {
    ...(ids.length > 0 ? { ids } : { topic, subscriber, failed_since: failedSince }),
    dry_run: dryRun,
  });
  const refused = await withContext(
    terminal,
    (context) => retryAll(terminal, deliveriesOf(context), body),
    dryRun,
  );
  if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
  if (refused > 0)
    throw new CommandError(`${counted(refused, 'delivery', 'deliveries')} may not be retried: see above.`);
}

/** In portions, as large as a request may have. @returns how many were refused or do not exist */
async function retryAll(
  terminal: Terminal,
  deliveries: DeliveriesService,
  body: RetryDeliveriesBody,
): Promise<number> {
  let retried = 0;
  let refused = 0;
  for (let after: number | null | undefined; after !== null;) {
    body.after = after;
    const answer = await deliveries.retryMany(body);
    retried += answer.retried;
    refused += answer.refused + answer.unknown.length;
    printRefused(terminal, answer.refusals, answer.refused);
    for (const id of answer.unknown) terminal.out(`${id}  There is no such delivery.\n`);
    after = answer.next_after;
  }
  terminal.out(`${retried} ${body.dry_run ? 'would be retried' : 'retried'}\n`);
  return refused;
}

function printRefused(terminal: Terminal, refusals: readonly RefusedDeliveryAnswer[], count: number): void {
  for (const { id, reason } of refusals) terminal.out(`${id}  ${reason}\n`);
  if (count > refusals.length) terminal.out(`and ${count - refusals.length} more\n`);
}

function deliveriesOf(context: INestApplicationContext): DeliveriesService {
  return context.get(DeliveriesService, { strict: false });
}

function parseTime(text: string): string {
  const time = toDateTime(text);
  if (time === undefined) throw new InvalidArgumentError('A time is written as 2026-01-02T12:00:00Z.');
  return time;
}

function parseLimit(text: string): number {
  const limit = parseNumber(text, 3);
  if (limit === undefined || limit < 1 || limit > MOST_LISTED)
    throw new InvalidArgumentError(`It is a number from 1 to ${MOST_LISTED}.`);
  return limit;
}

function parseId(text: string, earlier: readonly number[]): number[] {
  const id = parseNumber(text, 16, Number.MAX_SAFE_INTEGER);
  if (id === undefined || id < 1) throw new InvalidArgumentError('An id is a number, as list prints it.');
  return [...earlier, id];
}
