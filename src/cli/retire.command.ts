import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { RetirementService } from '../retirement/index.js';
import type { AddCommand } from './command.js';
import { withContext } from './context.js';
import { wrongUsage } from './wrong-usage.js';

interface RetireOptions {
  readonly as?: string;
  readonly dryRun?: boolean;
}

/** `retire`: removes what tells of a person. Done again with the new username it changes nothing. */
export const addRetire: AddCommand = (program, terminal) => {
  program
    .command('retire')
    .description(
      'Remove what tells of a learner: names, address, number in the LMS, rights, attributes of credentials, public ' +
        'links, mails that have not gone. Credentials and grades stay, under the new username. It cannot be undone.\n' +
        'Prints the new username, and the number of rows that were changed or deleted, by table.',
    )
    .argument('<username>', 'who, in any letter case')
    .option('--as <username>', 'the username from now on; without it one that tells nothing is made')
    .option('--dry-run', 'print what would be done and change nothing')
    .action(async (username: string, { as, dryRun = false }: RetireOptions, command: Command) => {
      const retire = (context: INestApplicationContext) =>
        context.get(RetirementService, { strict: false }).retire(undefined, username.trim(), { as, dryRun });
      const retirement = await withContext(terminal, retire, dryRun).catch(wrongUsage(command));
      terminal.out(`${'username'.padEnd(28)}${retirement.username}\n`);
      for (const [table, rows] of Object.entries(retirement.changed)) {
        terminal.out(`${table.padEnd(28)}${rows}\n`);
      }
      if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
    });
};
