import { Column, Entity, VirtualColumn } from 'typeorm';
import type { SyncCounts } from '../sync-report.js';
import { IdColumn } from '../../../platform/database/index.js';

/** One finished copy of the catalog. */
@Entity('catalog_sync')
export class CatalogSyncRun {
  @IdColumn('catalog_sync_pk')
  id!: number;

  /** The start of the download. */
  @Column('timestamptz')
  started!: Date;

  @Column('timestamptz')
  finished!: Date;

  /** Milliseconds since `finished` by the clock of the database, which all workers share. */
  @VirtualColumn('float8', {
    query: (alias) => `(extract(epoch from clock_timestamp() - ${alias}.finished) * 1000)::float8`,
  })
  ageMs!: number;

  /** Numbers of added, changed, unchanged, gone and kept entries of each kind. */
  @Column('jsonb')
  summary!: SyncCounts;
}
