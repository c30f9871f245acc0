import { loadConfig } from '../config/index.js';
import { counted } from '../platform/text/index.js';
import { contents, described } from './backup.command.js';
import { restore } from './backup/restore.js';
import { verify } from './backup/verify.js';
import type { AddCommand } from './command.js';
import { withDatabase } from './with-database.js';

interface RestoreFlags {
  readonly holdDeliveries?: boolean;
  readonly dryRun?: boolean;
}

/** `restore`: fills an empty database from a backup. */
export const addRestore: AddCommand = (program, terminal) => {
  program
    .command('restore')
    .description(
      'Restore a backup into an empty database, with the service stopped, and bring it up to date. The file is read from ' +
        'begin to end first; a damaged one changes nothing. All rows are restored or none. Prints the number of rows.',
    )
    .argument('<file>', 'a file that the command backup wrote')
    .option(
      '--hold-deliveries',
      'give up mails and other deliveries that were open in the backup, until staff retry them; without it a worker ' +
        'sends them, also those that went after the backup',
    )
    .option('--dry-run', 'print what would be restored and change nothing')
    .action(async (file: string, { holdDeliveries = false, dryRun = false }: RestoreFlags) => {
      const say = (line: string) => terminal.err(`${line}\n`);
      const config = loadConfig(terminal.env);
      const verified = await verify(file);
      say(`The backup was ${described(verified.manifest)}.`);
      const options = { path: file, verified, dataDir: config.dataDir, holdDeliveries, dryRun, say };
      const result = await withDatabase(config, terminal, (url) => restore({ url, ...options }));
      if (result.migrated.length > 0) say(`${counted(result.migrated.length, 'later migration')} ran.`);
      if (result.held !== undefined) say(`Open deliveries that are held: ${result.held}.`);
      for (const name of result.aside) say(`DATA_DIR held another file of that name; it is ${name} now.`);
      terminal.out(`${contents(result)}${dryRun ? '' : ', as in the backup'}\n`);
      if (dryRun) say('Nothing was changed: this was a dry run.');
      else say('Before you open the service read "Backup and restore" in docs/operations.md.');
    });
};
