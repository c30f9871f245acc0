import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  ApiKeysService,
  inDays,
  MOST_LIFE_DAYS,
  parsePermission,
  PERMISSIONS,
  USUAL_LIFE_DAYS,
} from '../identity/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import { hasAtMost, isCleanText, isSingleLine, isStoredUuid } from '../platform/text/index.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { withContext } from './context.js';
import { wrongUsage } from './wrong-usage.js';

interface CreateOptions {
  readonly permission: string[];
  readonly program: string[];
  readonly organization: string[];
  readonly unlimited?: boolean;
  readonly expires: number;
  readonly dryRun?: boolean;
}

/** `api-key`: makes, lists and revokes the keys of partners' scripts. */
export const addApiKey: AddCommand = (program, terminal) => {
  const group = program
    .command('api-key')
    .description(
      'Make, list and revoke API keys: callers without an account in the LMS, limited to a scope.',
    );
  addCreate(group, terminal);
  addList(group, terminal);
  addRevoke(group, terminal);
};

function addCreate(group: Command, terminal: Terminal): void {
  group
    .command('create')
    .description('Make an API key and print it. It is shown this once: the database keeps its SHA-256 only.')
    .argument('<name>', 'says to staff whose key it is', parseName)
    .addOption(
      new Option('--permission <right>', `a right of the key (repeatable): ${PERMISSIONS.join(', ')}`)
        .argParser(addPermission)
        .default([], 'none'),
    )
    .addOption(
      new Option('--program <uuid>', 'a program in the scope, with its course runs (repeatable)')
        .argParser(addUuid)
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--organization <key>',
        'an organization in the scope, with its programs and courses (repeatable)',
      )
        .argParser(addText)
        .default([], 'none'),
    )
    .option('--unlimited', 'a key without a scope, for everything')
    .addOption(
      new Option('--expires <days>', 'when it ends, such as 90d')
        .argParser(parseDays)
        .default(USUAL_LIFE_DAYS, `${USUAL_LIFE_DAYS}d`),
    )
    .option('--dry-run', 'check the options and change nothing')
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { permission, program, organization, unlimited = false, expires, dryRun = false } = options;
      const body = {
        name,
        permissions: permission,
        programs: program,
        organizations: organization,
        unlimited,
        expires_at: inDays(expires),
      };
      const create = (context: INestApplicationContext) =>
        keysOf(context).create(undefined, body, { dryRun });
      const key = await withContext(terminal, create, dryRun).catch(wrongUsage(command));
      if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
      else {
        terminal.out(`${key.key}\n`);
        terminal.err(`Its id is ${key.id}, it ends at ${key.expires_at}. It is not shown again.\n`);
      }
    });
}

function addList(group: Command, terminal: Terminal): void {
  group
    .command('list')
    .description(
      'Print all API keys, a line each: id, state, end, last use, rights, scope, name. Never their secrets.',
    )
    .action(async () => {
      // It changes nothing: as a dry run it leaves the migrations alone, too.
      const keys = await withContext(terminal, (context) => keysOf(context).all(), true);
      for (const key of keys) {
        const scope = key.unlimited ? 'unlimited' : [...key.programs, ...key.organizations].join(',');
        const { id, state, expires_at: end, last_used_at: use, permissions, name } = key;
        terminal.out([id, state, end, use ?? 'never', permissions.join(','), scope, name].join('\t') + '\n');
      }
    });
}

function addRevoke(group: Command, terminal: Terminal): void {
  group
    .command('revoke')
    .description(
      'End an API key: its next request is refused, in every process. Once more it changes nothing.',
    )
    .argument('<id>', 'the sixteen digits after ck_, as `list` prints them')
    .option('--dry-run', 'look for the key and change nothing')
    .action(async (id: string, { dryRun = false }: { dryRun?: boolean }) => {
      const revoke = (context: INestApplicationContext) => keysOf(context).revoke(undefined, id, { dryRun });
      const key = await withContext(terminal, revoke, dryRun).catch((error: unknown) => {
        if (error instanceof NotFoundError) throw new CommandError('There is no key with that id.');
        throw error;
      });
      terminal.out(`${key.id}\t${key.state}\t${key.revoked_at ?? ''}\n`);
      if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
    });
}

function keysOf(context: INestApplicationContext): ApiKeysService {
  return context.get(ApiKeysService, { strict: false });
}

function parseName(text: string): string {
  const name = text.trim();
  if (name !== '' && isCleanText(name) && isSingleLine(name) && hasAtMost(255, name)) return name;
  throw new InvalidArgumentError('A name is one line of at most 255 characters.');
}

function addPermission(text: string, earlier: string[]): string[] {
  if (parsePermission(text) === undefined) throw new InvalidArgumentError('There is no such right.');
  return [...earlier, text];
}

function addUuid(text: string, earlier: string[]): string[] {
  const uuid = text.toLowerCase();
  if (!isStoredUuid(uuid)) throw new InvalidArgumentError('A program is named by its uuid.');
  return earlier.includes(uuid) ? earlier : [...earlier, uuid];
}

function addText(text: string, earlier: string[]): string[] {
  return earlier.includes(text) ? earlier : [...earlier, text];
}

function parseDays(text: string): number {
  const days = Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? 0);
  if (days > 0 && days <= MOST_LIFE_DAYS) return days;
  throw new InvalidArgumentError(`An end is written 90d, and is at most ${MOST_LIFE_DAYS}d.`);
}
