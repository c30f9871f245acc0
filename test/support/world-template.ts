import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AppModule } from '../../src/app.module.js';
import type { Config } from '../../src/config/index.js';
import { ProvisioningService } from '../../src/provisioning/index.js';
import {
  asAdmin,
  createTemplate,
  EMPTY_TEMPLATE,
  readWorld,
  urlOf,
  WORLD_TEMPLATE,
} from './template-database.js';
import { testServerUrl } from './test-database.js';

const DRAFT = 'template_world_draft';

/**
 * Provisions the world when the first test file of a run asks for it; the lock makes other workers wait. The template
 * gets its name when it is complete, so a broken run leaves no half of it.
 */
export async function ensureWorldTemplate(config: Config): Promise<void> {
  const adminUrl = testServerUrl();
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('${WORLD_TEMPLATE}'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [WORLD_TEMPLATE]);
    if (rowCount === 1) return;
    await createTemplate(adminUrl, DRAFT, EMPTY_TEMPLATE);
    await provisionWorld(urlOf(adminUrl, DRAFT), config);
    await asAdmin(adminUrl, `alter database ${DRAFT} rename to ${WORLD_TEMPLATE}`);
  } finally {
    await client.end();
  }
}

async function provisionWorld(url: string, config: Config): Promise<void> {
  const context = await NestFactory.createApplicationContext(AppModule.register(config, url), {
    abortOnError: false,
    logger: ['error', 'fatal'],
  });
  try {
    await context.get(ProvisioningService, { strict: false }).provision(await readWorld());
  } finally {
    await context.close();
  }
}
