import type { INestApplicationContext } from '@nestjs/common';
import { AwardService } from '../credentials/index.js';
import { type Config, loadConfig } from '../config/index.js';
import { ProvisioningService } from '../provisioning/index.js';
import { type AddCommand, CommandError } from './command.js';
import { withContext } from './context.js';
import { demoHints } from './demo/demo-hints.js';
import { demoCredentials, demoWorld } from './demo/demo-world.js';
import { printSummary } from './provision.command.js';

/** `demo`: adds a small world to play with. Its users' names start with `demo_`. */
export const addDemo: AddCommand = (program, terminal) => {
  program
    .command('demo')
    .description('Make a small world to play with and print commands to try. Not in production.')
    .option('--dry-run', 'print what would be made and change nothing')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      if (loadConfig(terminal.env).production) {
        throw new CommandError('The small world is no part of a production installation.');
      }
      const make = async (context: INestApplicationContext, config: Config) => {
        const provisioning = context.get(ProvisioningService, { strict: false });
        printSummary(terminal, await provisioning.provision(demoWorld, { dryRun }));
        if (dryRun) return;
        const awards = context.get(AwardService, { strict: false });
        const issued: string[] = [];
        for (const body of demoCredentials) issued.push(await awards.issue(body));
        const { certificate_url } = JSON.parse(issued[0]!) as { certificate_url: string };
        terminal.out(`${issued.length} credentials issued\n${demoHints(config.publicUrl, certificate_url)}`);
      };
      await withContext(terminal, make, dryRun);
    });
};
