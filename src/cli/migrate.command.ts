import { loadConfig } from '../config/index.js';
import { migrate, pendingMigrations } from '../platform/database/index.js';
import type { AddCommand } from './command.js';
import { withDataSource } from '../process/prepare-database.js';
import { withDatabase } from './with-database.js';

/** `migrate`: brings the database up to date. Outside production the server does so itself at its start. */
export const addMigrate: AddCommand = (program, terminal) => {
  program
    .command('migrate')
    .description('Bring the database up to date. Prints the migrations that ran, one a line.')
    .option('--dry-run', 'print the migrations that would run and change nothing')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const names = await withDatabase(loadConfig(terminal.env), terminal, (url) =>
        withDataSource(url, (dataSource) =>
          dryRun ? pendingMigrations(dataSource) : migrate(dataSource, (line) => terminal.err(`${line}\n`)),
        ),
      );
      for (const name of names) terminal.out(`${name}\n`);
      if (names.length === 0) terminal.err('The database is up to date.\n');
      else if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
    });
};
