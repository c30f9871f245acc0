import type { INestApplicationContext } from '@nestjs/common';
import { type Config, loadConfig } from '../config/index.js';
import { OUTBOX_LOGGERS } from '../platform/outbox/index.js';
import { ProvisioningService } from '../provisioning/index.js';
import { type AddCommand, CommandError, type Terminal } from './command.js';
import { withContext } from './context.js';
import { demoHints } from './demo/demo-hints.js';
import { demoWorld, REGISTRAR } from './demo/demo-world.js';
import { type Made, makeContent } from './demo/make-content.js';
import { mailsOf, sendMails } from './demo/send-mails.js';
import { printSummary } from './provision.command.js';
import { makeToken } from './token.command.js';

const TOKEN_LIFETIME_SECONDS = 86_400;

/** `demo`: adds a small world to play with. Its users' names start with `demo_`. */
export const addDemo: AddCommand = (program, terminal) => {
  program
    .command('demo')
    .description(
      'Make a small world to play with, in which each example of the API documentation runs, and print a token and ' +
        'commands to try. What is there stays as it is. Not in production.',
    )
    .option('--dry-run', 'print what would be made and change nothing')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      if (loadConfig(terminal.env).production) {
        throw new CommandError('The small world is no part of a production installation.');
      }
      const make = async (context: INestApplicationContext, config: Config) => {
        const provisioning = context.get(ProvisioningService, { strict: false });
        printSummary(terminal, await provisioning.provision(demoWorld, { dryRun }));
        if (dryRun) return;
        for (const [name, made] of Object.entries(await makeContent(context)))
          printMade(terminal, name, made);
        printMade(terminal, 'mails to pathways', await sendMails(context));
        for (const { pathway, state } of await mailsOf(context)) {
          terminal.out(`The mail to "${pathway.name}" is ${state}.\n`);
        }
        const token = makeToken(config, REGISTRAR, TOKEN_LIFETIME_SECONDS, { administrator: true });
        terminal.out(demoHints(config.publicUrl, token));
      };
      // The mail that fails is meant to; the command says which one did.
      await withContext(terminal, make, dryRun, OUTBOX_LOGGERS);
    });
};

function printMade(terminal: Terminal, name: string, { created, found }: Made): void {
  terminal.out(`${name}: ${created} made, ${found} found\n`);
}
