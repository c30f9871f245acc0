import { Column, Entity, VirtualColumn } from 'typeorm';
import type { SyncCounts } from '../sync-report.js';
import { IdColumn } from '../../../platform/database/index.js';

/** One copy of the catalog that came to its end. */
@Entity('catalog_sync')
export class CatalogSyncRun {
  @IdColumn('catalog_sync_pk')
  id!: number;

  /** When the download began. */
  @Column('timestamptz')
  started!: Date;

  @Column('timestamptz')
  finished!: Date;

  /** Milliseconds since `finished` by the clock of the database, which all workers share. */
  @VirtualColumn('float8', {
    query: (alias) => `(extract(epoch from clock_timestamp() - ${alias}.finished) * 1000)::float8`,
  })
  ageMs!: number;

  /** How many entries of each kind were added, changed, removed and kept. */
  @Column('jsonb')
  summary!: SyncCounts;
}
