import { type Command, InvalidArgumentError } from 'commander';
import { AuditService, type AuditEntryAnswer, ListAuditQuery } from '../audit/index.js';
import { inOneLine, parseNumber } from '../platform/text/index.js';
import { InputPipe } from '../platform/validation/index.js';
import type { AddCommand, Terminal } from './command.js';
import { withContext } from './context.js';
import { wrongUsage } from './wrong-usage.js';

/** Rows that are printed without `--limit`. */
const USUAL_ROWS = 20;

interface Options {
  readonly username?: string;
  readonly subjectId?: string;
  readonly subject?: string;
  readonly action?: string;
  readonly actor?: string;
  readonly request?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly ndjson?: boolean;
}

/** `audit`: reads the audit log, as `GET /api/v2/admin/audit/` does. */
export const addAudit: AddCommand = (program, terminal) => {
  const command: Command = program
    .command('audit')
    .description(
      'Print who did what, latest first: time, action, subject, its id, whom it is about, who did it, why. All conditions ' +
        'must hold. With --ndjson every matching row is printed whole, as over REST.',
    )
    .option('--username <name>', 'about this user, in any letter case')
    .option('--subject-id <id>', 'about the thing with this uuid or number, such as a credential')
    .option('--subject <kind>', 'about this kind of thing, such as credential')
    .option('--action <action>', 'only this action, such as revoked')
    .option('--actor <name>', 'what this user did')
    .option('--request <id>', 'what this request, or run of a command, did')
    .option('--since <time>', 'written then or later; ISO 8601, UTC without an offset')
    .option('--until <time>', 'written before')
    .option('--limit <number>', `how many; ${USUAL_ROWS} without it, all with --ndjson`, limitOf)
    .option('--ndjson', 'a JSON object a line, with the values before and after');
  command.action(async ({ ndjson = false, limit, ...options }: Options) => {
    const query = await queryOf(options, command);
    const most = limit ?? (ndjson ? Infinity : USUAL_ROWS);
    await withContext(terminal, async (context) => {
      const rows = linesOf(context.get(AuditService, { strict: false }).lines(query));
      await print(terminal, rows, most, ndjson ? (line) => line : shortOf);
    });
  });
};

async function print(
  terminal: Terminal,
  rows: AsyncIterable<string>,
  most: number,
  form: (line: string) => string,
): Promise<void> {
  let count = 0;
  for await (const row of rows) {
    if (count >= most) {
      terminal.err('There are more: narrow the list, or raise --limit.\n');
      return;
    }
    terminal.out(`${form(row)}\n`);
    count += 1;
  }
}

async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) yield* text.trimEnd().split('\n');
}

function shortOf(line: string): string {
  const {
    at,
    action,
    subject,
    subject_id: id,
    username,
    actor,
    reason,
  } = JSON.parse(line) as AuditEntryAnswer;
  const who = [actor.kind, actor.username, actor.name].filter(Boolean).join(' ');
  return (
    [at, action, subject, id, username, who, reason]
      // A reason may have line ends, which would look like rows.
      .map((text) => inOneLine(text ?? '') || '-')
      .join('  ')
  );
}

async function queryOf({ subjectId, request, ...same }: Options, command: Command): Promise<ListAuditQuery> {
  const given = { ...same, subject_id: subjectId, request_id: request };
  const query = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const metadata = { type: 'query', metatype: ListAuditQuery } as const;
  return (await new InputPipe().transform(query, metadata).catch(wrongUsage(command))) as ListAuditQuery;
}

function limitOf(text: string): number {
  const number = parseNumber(text, 9);
  if (number !== undefined && number > 0) return number;
  throw new InvalidArgumentError('A whole number above 0 is needed.');
}
