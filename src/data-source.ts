import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { certStatusEntities } from './cert-status/index.js';
import { catalogEntities } from './catalog/index.js';
import { certificateEntities } from './certificates/index.js';
import { completionMailEntities } from './completion-mail/index.js';
import { credentialEntities } from './credentials/index.js';
import { creditPathwayEntities } from './credit-pathways/index.js';
import { eventEntities } from './events/index.js';
import { gradeEntities } from './grades/index.js';
import { identityEntities } from './identity/index.js';
import { connectionOptions, DatabasePool, type TimeLimits } from './platform/database/index.js';
import { movingEntities } from './moving/index.js';
import { migrations } from './migrations/index.js';
import { auditEntities } from './platform/audit/index.js';
import { outboxEntities } from './platform/outbox/index.js';
import { recordSharingEntities } from './record-sharing/index.js';
import { webhookEntities } from './webhooks/index.js';

/**
 * The options with which application, migrations, tests and bench open PostgreSQL.
 * @param limits of the statements; without them they may take any time
 */
export function dataSourceOptions(url: string, limits?: TimeLimits): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    // TypeORM makes its pool of this class.
    driver: { Pool: DatabasePool, defaults: pg.defaults },
    entities: [
      ...outboxEntities,
      ...auditEntities,
      ...identityEntities,
      ...catalogEntities,
      ...certificateEntities,
      ...credentialEntities,
      ...gradeEntities,
      ...certStatusEntities,
      ...recordSharingEntities,
      ...creditPathwayEntities,
      ...completionMailEntities,
      ...eventEntities,
      ...webhookEntities,
      ...movingEntities,
    ],
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    // gen_random_uuid() is built in; by default TypeORM would try to install an extension at each start.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolSize: 10,
    connectTimeoutMS: 10_000,
    applicationName: 'credentials-service',
    extra: {
      ...connectionOptions(limits),
      limits,
      // Keeps connections open: pg-pool would start and stop its idle timer at each statement.
      idleTimeoutMillis: 0,
    },
  };
}

export function createDataSource(url: string): DataSource {
  return new DataSource(dataSourceOptions(url));
}
