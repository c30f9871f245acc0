import { CatalogSyncRun } from './entities/catalog-sync-run.entity.js';

export { CatalogSyncModule } from './catalog-sync.module.js';
export { CatalogSyncSchedule } from './catalog-sync.schedule.js';
export { CatalogSyncService, PAGE_SIZE, type SyncOptions } from './catalog-sync.service.js';
export { leavesWork, type SyncReport } from './sync-report.js';

export const catalogSyncEntities = [CatalogSyncRun];
