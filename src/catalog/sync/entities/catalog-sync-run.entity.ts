import { Check, Column, Entity, VirtualColumn } from 'typeorm';
import type { SyncCounts } from '../sync-report.js';
import { areTimesSql, IdColumn } from '../../../platform/database/index.js';

/** One finished copy of the catalog. */
@Entity('catalog_sync')
@Check('catalog_sync_summary_ck', `jsonb_typeof(summary) = 'object'`)
@Check('catalog_sync_left_out_ck', `jsonb_typeof(left_out) = 'array'`)
@Check('catalog_sync_times_ck', areTimesSql('started', 'finished'))
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

  /** Numbers of entries of each kind, by what became of them. */
  @Column('jsonb')
  summary!: SyncCounts;

  /** What could not be taken, in sentences; at most a hundred. */
  @Column('jsonb', { name: 'left_out', default: () => `'[]'` })
  leftOut!: string[];
}
