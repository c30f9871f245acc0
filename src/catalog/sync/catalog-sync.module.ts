import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog.module.js';
import { CatalogLogos } from './catalog-logos.js';
import { CatalogSyncMetrics } from './catalog-sync.metrics.js';
import { CatalogSyncSchedule } from './catalog-sync.schedule.js';
import { CatalogSyncService } from './catalog-sync.service.js';
import { DiscoveryClient } from './discovery/discovery-client.js';
import { CatalogDownload } from './discovery/download.js';
import { SyncRuns } from './sync-runs.js';

/** Copies the catalog from a Discovery service. */
@Module({
  imports: [CatalogModule],
  providers: [
    DiscoveryClient,
    CatalogDownload,
    SyncRuns,
    CatalogLogos,
    CatalogSyncService,
    CatalogSyncSchedule,
    CatalogSyncMetrics,
  ],
  exports: [CatalogSyncService],
})
export class CatalogSyncModule {}
