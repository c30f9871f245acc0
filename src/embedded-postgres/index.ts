export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export {
  findEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { acquireDataLock } from './lock.js';
