import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { Command, CommanderError } from 'commander';
import { VERSION } from '../config/index.js';
import { explain } from '../platform/errors/index.js';
import { requestContext } from '../platform/telemetry/index.js';
import type { AddCommand, Terminal } from './command.js';
import { addApiKey } from './api-key.command.js';
import { addAudit } from './audit.command.js';
import { addBackup } from './backup.command.js';
import { addCatalogSync } from './catalog-sync.command.js';
import { addDeliveries } from './deliveries.command.js';
import { addDemo } from './demo.command.js';
import { addDoctor } from './doctor.command.js';
import { addExport } from './export.command.js';
import { addExportOpenedx } from './export-openedx.command.js';
import { addImportOpenedx } from './import-openedx.command.js';
import { addIssue } from './issue.command.js';
import { addMergeAccounts } from './merge-accounts.command.js';
import { addMigrate } from './migrate.command.js';
import { addOpenApi } from './openapi.command.js';
import { addProvision } from './provision.command.js';
import { addReconcile } from './reconcile.command.js';
import { addRestore } from './restore.command.js';
import { addRetire } from './retire.command.js';
import { addRevoke } from './revoke.command.js';
import { addToken } from './token.command.js';

const COMMANDS: readonly AddCommand[] = [
  addMigrate,
  addProvision,
  addCatalogSync,
  addImportOpenedx,
  addExportOpenedx,
  addIssue,
  addRevoke,
  addExport,
  addAudit,
  addDeliveries,
  addRetire,
  addMergeAccounts,
  addApiKey,
  addReconcile,
  addBackup,
  addRestore,
  addToken,
  addDemo,
  addDoctor,
  addOpenApi,
];

/** Exit codes that scripts rely on; docs/operations.md names them. */
const EXIT_FAILED = 1;
const EXIT_WRONG_USAGE = 2;

/** Runs one command and returns its exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command('cli')
    .description('Looks after an installation of the credentials service.')
    .usage('<command> [options]')
    .version(VERSION, '--version', 'print the version of the service')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(--help tells how the command is used)');
  for (const add of COMMANDS) add(program, terminal);
  const caller = { kind: 'command', command: args[0] ?? '', account: account() } as const;
  try {
    await requestContext.run({ requestId: randomUUID(), caller }, () =>
      program.parseAsync([...args], { from: 'user' }),
    );
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USAGE;
    terminal.err(`${explain(error)}\n`);
    return EXIT_FAILED;
  }
}

/** The operating system's account, by its number where it has no name, as in many containers. */
function account(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
