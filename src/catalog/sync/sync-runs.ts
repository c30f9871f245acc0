import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, type Repository } from 'typeorm';
import type { Transaction } from '../../platform/database/index.js';
import { CatalogSyncRun } from './entities/catalog-sync-run.entity.js';
import { countsOf, type SyncReport } from './sync-report.js';

/** Older runs are deleted. */
const KEPT_RUNS = 100;

/** Most sentences about things that were not taken; the counts have all. */
const MOST_LEFT_OUT = 100;

/** Stores the finished syncs. */
@Injectable()
export class SyncRuns {
  constructor(@InjectRepository(CatalogSyncRun) private readonly runs: Repository<CatalogSyncRun>) {}

  findLast(): Promise<CatalogSyncRun | null> {
    return this.runs.findOne({ where: {}, order: { id: 'DESC' } });
  }

  /**
   * Notes a sync that ends with this transaction, by the clock of the database: that of a worker may be wrong.
   * @param tookMs milliseconds since its start
   */
  async note({ manager }: Transaction, tookMs: number, report: SyncReport): Promise<void> {
    const runs = manager.withRepository(this.runs);
    const [outdated] = await runs.find({ order: { id: 'DESC' }, skip: KEPT_RUNS, take: 1 });
    if (outdated !== undefined) await runs.delete({ id: LessThanOrEqual(outdated.id) });
    await runs.insert({
      started: () => `clock_timestamp() - ${tookMs} * interval '1 millisecond'`,
      finished: () => 'clock_timestamp()',
      summary: countsOf(report),
      leftOut: report.leftOut.slice(0, MOST_LEFT_OUT).map(({ words }) => words),
    });
  }
}
