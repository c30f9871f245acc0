import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, type Repository } from 'typeorm';
import type { Transaction } from '../../platform/database/index.js';
import { CatalogSyncRun } from './entities/catalog-sync-run.entity.js';
import type { SyncCounts } from './sync-report.js';

/** Older runs are deleted. */
const KEPT_RUNS = 100;

/** Stores the finished syncs. */
@Injectable()
export class SyncRuns {
  constructor(@InjectRepository(CatalogSyncRun) private readonly runs: Repository<CatalogSyncRun>) {}

  findLast(): Promise<CatalogSyncRun | null> {
    return this.runs.findOne({ where: {}, order: { id: 'DESC' } });
  }

  /** Notes a sync that ends with this transaction. */
  async note({ manager }: Transaction, started: Date, summary: SyncCounts): Promise<void> {
    const runs = manager.withRepository(this.runs);
    const [outdated] = await runs.find({ order: { id: 'DESC' }, skip: KEPT_RUNS, take: 1 });
    if (outdated !== undefined) await runs.delete({ id: LessThanOrEqual(outdated.id) });
    await runs.insert({ started, finished: () => 'clock_timestamp()', summary });
  }
}
