import type { INestApplicationContext } from '@nestjs/common';
import { nameCredentials } from '../../credentials/index.js';
import { Database } from '../../platform/database/index.js';
import { CommandError, type Terminal } from '../command.js';
import { withContext } from '../context.js';
import { BATCH_LINES } from './carry-out-lines.js';
import { announceRequest, tellRequest } from './line-command.js';

/** Credentials that a dry run names. */
const SAMPLE_CREDENTIALS = 20;

type Found = readonly { readonly id: number }[];

/** A change of all credentials that match something, in batches. */
export interface BatchWork {
  /** The word before the number that is printed. */
  readonly word: 'revoked' | 'awarded';
  readonly count: () => Promise<number>;
  /** The first that match, which stay as they are. */
  readonly first: (limit: number) => Promise<Found>;
  /** Changes the next ones above an id, and returns them: none when there are no more. */
  readonly change: (above: number, limit: number) => Promise<Found>;
}

export interface BatchOptions {
  readonly dryRun?: boolean;
  readonly expected?: number;
}

/** Changes all that match, and prints how many. A dry run names the first ones. */
export async function runBatches(
  terminal: Terminal,
  { dryRun = false, expected }: BatchOptions,
  workIn: (context: INestApplicationContext) => BatchWork,
): Promise<void> {
  announceRequest(terminal, dryRun);
  let word = '';
  const work = async (context: INestApplicationContext) => {
    const batches = workIn(context);
    word = batches.word;
    const count = await batches.count();
    if (expected !== undefined && expected !== count)
      throw new CommandError(`${count} credentials match, not ${expected}. Nothing was ${word}.`);
    if (!dryRun) return change(terminal, batches, count);
    await nameFirst(
      terminal,
      context.get(Database, { strict: false }),
      await batches.first(SAMPLE_CREDENTIALS),
      count,
    );
    return count;
  };
  const count = await withContext(terminal, work, dryRun);
  if (process.stderr.isTTY) terminal.err('\n');
  terminal.out(`${word}  ${count}\n`);
  tellRequest(terminal, dryRun);
}

async function change(terminal: Terminal, batches: BatchWork, count: number): Promise<number> {
  let changed = 0;
  for (let above = 0; ;) {
    const batch = await batches.change(above, BATCH_LINES);
    if (batch.length === 0) return changed;
    changed += batch.length;
    above = batch.at(-1)!.id;
    if (process.stderr.isTTY) terminal.err(`\r${changed} of ${count} ${batches.word}`);
  }
}

async function nameFirst(terminal: Terminal, database: Database, found: Found, count: number): Promise<void> {
  const rows = await database.run(nameCredentials, [found.map(({ id }) => id)]);
  for (const { username, certificate, uuid } of rows) terminal.err(`${username}  ${certificate}  ${uuid}\n`);
  if (count > rows.length) terminal.err(`and ${count - rows.length} more\n`);
}
