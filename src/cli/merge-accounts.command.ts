import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { type AccountMerge, AccountMergeService } from '../account-merge/index.js';
import type { AddCommand } from './command.js';
import { withContext } from './context.js';
import { wrongUsage } from './wrong-usage.js';

interface MergeOptions {
  readonly into: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

/** `merge-accounts`: makes one account of two. Done again it changes nothing. */
export const addMergeAccounts: AddCommand = (program, terminal) => {
  program
    .command('merge-accounts')
    .description(
      'Merge an account into another one: credentials, grades, shared records and requests for credit move, the merged ' +
        'account is deactivated, and its name leads to the other one. It cannot be undone: use --dry-run first.\n' +
        'Prints the number of rows that were changed, by table, and each conflict with the rule that settles it.',
    )
    .argument('<username>', 'the account that is merged, in any letter case')
    .requiredOption('--into <username>', 'the account that stays')
    .option('--reason <text>', 'why, for the audit log')
    .option('--dry-run', 'print what would be done and change nothing')
    .action(async (username: string, { into, reason, dryRun = false }: MergeOptions, command: Command) => {
      const options = { into: into.trim(), reason, dryRun };
      const work = (context: INestApplicationContext) =>
        context.get(AccountMergeService, { strict: false }).merge(undefined, username.trim(), options);
      const merge = await withContext(terminal, work, dryRun).catch(wrongUsage(command));
      terminal.out(textOf(merge));
      if (merge.merged_before) terminal.err('The accounts were merged before.\n');
      if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
    });
};

function textOf({ username, into, changed, conflicts }: AccountMerge): string {
  const lines = [
    ['username', username],
    ['into', into],
    ...Object.entries(changed).map(([table, rows]) => [table, String(rows)]),
  ].map(([name, value]) => `${name!.padEnd(28)}${value!}`);
  const settled = conflicts.flatMap(({ kind, subject, kept, other, rule }) => [
    '',
    `Conflict: ${kind}${subject === '' ? '' : ` of ${subject}`}`,
    `  stays  ${kept}`,
    `  other  ${other}`,
    `  ${rule}`,
  ]);
  return `${[...lines, ...settled].join('\n')}\n`;
}
