import { Injectable } from '@nestjs/common';
import { Metrics, type Reading } from '../../platform/metrics/index.js';
import { SyncRuns } from './sync-runs.js';

/** Shows the time and the counts of the last copy of the catalog; nothing before the first one. */
@Injectable()
export class CatalogSyncMetrics {
  constructor(
    metrics: Metrics,
    private readonly syncRuns: SyncRuns,
  ) {
    metrics.showFromDatabase(
      {
        catalog_sync_last_success_timestamp_seconds: {
          type: 'gauge',
          help: 'When the catalog was last copied to the end, Unix time',
        },
        catalog_sync_last_entries: {
          type: 'gauge',
          help: 'Entries of the last copy by kind and by what became of them; gone ones were removed if that was asked for',
          labels: ['kind', 'outcome'],
        },
      },
      () => this.last(),
    );
  }

  private async last() {
    const last = await this.syncRuns.findLast();
    const entries = Object.entries(last?.summary ?? {}).flatMap(([kind, counts]) =>
      Object.entries(counts).map(([outcome, value]): Reading => ({ labels: { kind, outcome }, value })),
    );
    return {
      catalog_sync_last_success_timestamp_seconds:
        last === null ? [] : [{ value: last.finished.getTime() / 1000 }],
      catalog_sync_last_entries: entries,
    };
  }
}
