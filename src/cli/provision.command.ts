import { readFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { ProvisioningService, type ProvisioningSummary } from '../provisioning/index.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { withContext } from './context.js';

/** `provision`: applies a description of the installation. Applied again it changes nothing. */
export const addProvision: AddCommand = (program, terminal) => {
  program
    .command('provision')
    .description(
      'Apply a description of the installation: site, service_users, users, catalog, program_certificates.\n' +
        'All of it is applied or nothing; what it does not name stays as it is. Prints what was done.',
    )
    .argument('<file>', 'a JSON file; docs/provisioning.md tells its keys')
    .option('--dry-run', 'print what would be done and change nothing')
    .action(async (file: string, { dryRun = false }: { dryRun?: boolean }) => {
      const json = await readJson(file);
      const provision = (context: INestApplicationContext) =>
        context.get(ProvisioningService, { strict: false }).provision(json, { dryRun });
      printSummary(terminal, await withContext(terminal, provision, dryRun));
    });
};

/** A line for each section: how many things were created, changed and unchanged. */
export function printSummary(terminal: Terminal, { sections, warnings, dryRun }: ProvisioningSummary): void {
  const line = (cells: readonly (string | number)[]) =>
    `${String(cells[0]).padEnd(24)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(10))
      .join('')}\n`;
  terminal.out(line(['', 'created', 'changed', 'unchanged']));
  for (const [name, { created, changed, unchanged }] of Object.entries(sections)) {
    terminal.out(line([name, created, changed, unchanged]));
  }
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  if (dryRun) terminal.err('Nothing was changed: this was a dry run.\n');
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandError(`The file can't be read: ${(error as Error).message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is no JSON: ${(error as Error).message}`);
  }
}
