import { type Config } from '../../config/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import type { Terminal } from '../command.js';
import { ServerError, withDataSource } from '../../process/prepare-database.js';
import { withDatabase } from '../with-database.js';
import { checkBackup } from './check-backup.js';
import { checkCatalog } from './check-catalog.js';
import { checkDatabase } from './check-database.js';
import { checkDeliveries } from './check-deliveries.js';
import { checkEventBus } from './check-event-bus.js';
import { checkImport } from './check-import.js';
import { checkKeys } from './check-keys.js';
import { checkLms } from './check-lms.js';
import { checkMail } from './check-mail.js';
import { checkMailTemplates } from './check-mail-templates.js';
import { checkPublicUrl } from './check-public-url.js';
import { checkCertificates } from './check-certificates.js';
import { checkServiceUsers } from './check-service-users.js';
import { checkWebhooks } from './check-webhooks.js';
import { failed, type Finding } from './check.js';

/** Runs all checks, and goes on when one fails. */
export async function examine(config: Config, terminal: Terminal): Promise<Finding[]> {
  return [
    ...(await examineDatabase(config, terminal)),
    ...(await checkKeys(config)),
    await checkPublicUrl(config),
    await checkMail(config),
    await checkLms(config),
    ...(await checkEventBus(config)),
  ];
}

async function examineDatabase(config: Config, terminal: Terminal): Promise<Finding[]> {
  try {
    return await withDatabase(config, terminal, (url) =>
      withDataSource(url, async (dataSource) => {
        const findings = await checkDatabase(dataSource);
        const usable = findings.every(({ verdict }) => verdict !== 'failed');
        if (!usable) return findings;
        const serviceUsers = await checkServiceUsers(dataSource, config);
        const catalog = await checkCatalog(dataSource, config);
        const mailTemplates = await checkMailTemplates(dataSource, config);
        const certificates = await checkCertificates(dataSource, config);
        const deliveries = await checkDeliveries(dataSource);
        const webhooks = await checkWebhooks(dataSource);
        const imports = await checkImport(dataSource);
        const backup = await checkBackup(dataSource);
        return [
          ...findings,
          ...serviceUsers,
          catalog,
          mailTemplates,
          ...certificates,
          ...deliveries,
          webhooks,
          ...imports,
          backup,
        ];
      }),
    );
  } catch (error) {
    if (error instanceof ServerError) return [failed('database', error.problem.found, error.problem.remedy)];
    if (!(error instanceof OperatorError)) throw error;
    return [failed('database', error.message, 'start PostgreSQL, or set DATABASE_URL')];
  }
}
