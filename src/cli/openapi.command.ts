import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiDocument } from '../api-document.js';
import { AppModule } from '../app.module.js';
import { loadConfig } from '../config/index.js';
import { buildOpenApi } from '../platform/openapi/index.js';
import { type AddCommand, CommandError } from './command.js';

const FILE = 'openapi.json';

/** `openapi`: writes the checked-in OpenAPI document. For developers; it needs no database. */
export const addOpenApi: AddCommand = (program, terminal) => {
  program
    .command('openapi')
    .description(`Write the OpenAPI document to ${FILE} in this folder.`)
    .option('--check', 'change nothing; fail if the file is not up to date')
    .action(async ({ check = false }: { check?: boolean }) => {
      const text = await documentText();
      if (!check) {
        await writeFile(FILE, text);
        terminal.err(`Wrote ${FILE}.\n`);
        return;
      }
      const present = await readFile(FILE, 'utf8').catch(() => '');
      if (present !== text) throw new CommandError(`${FILE} is not up to date; run: npm run openapi`);
      terminal.err(`${FILE} is up to date.\n`);
    });
};

/** In preview mode Nest builds the modules but no services, so nothing is connected to. */
async function documentText(): Promise<string> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(loadConfig({}), 'postgres://nobody@localhost/nothing'),
    new FastifyAdapter(),
    { preview: true, logger: false },
  );
  return `${JSON.stringify(buildOpenApi(app, apiDocument), null, 2)}\n`;
}
