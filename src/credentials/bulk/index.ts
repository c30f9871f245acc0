export { BulkAwardService, type BulkOptions } from './bulk-award.service.js';
export { BulkController } from './bulk.controller.js';
export { BulkCredentialsService } from './bulk-credentials.service.js';
export { type BulkItem, isFailure, type Outcome } from './bulk-items.js';
export { BulkPlanner } from './bulk-planner.js';
export { readItems } from './read-bulk-body.js';
export type { RevocationFilter } from './revoke/awarded.sql.js';
export { filterOf, RevocationFilterBody } from './revoke/revocation.body.js';
export { RevocationService } from './revoke/revocation.service.js';
