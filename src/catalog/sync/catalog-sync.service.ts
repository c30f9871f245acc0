import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type CatalogDescription } from '../description/catalog-description.js';
import { CatalogService } from '../catalog.service.js';
import { Config } from '../../config/index.js';
import { Database, SqlState, sqlStateOf, type Transaction } from '../../platform/database/index.js';
import { AnotherSyncError, CatalogSyncError } from './catalog-sync-error.js';
import { adoptCourseRuns, tryLock, unlock } from './catalog-sync.sql.js';
import { CatalogDownload } from './discovery/download.js';
import { kindReports, warningsOf } from './make-report.js';
import { removeAbsent } from './removal/remove-absent.js';
import { countsOf, type NamedEntry, type SyncReport } from './sync-report.js';
import { SyncRuns } from './sync-runs.js';

/** How a sync is made. */
export interface SyncOptions {
  /** Remove what the Discovery API no longer has and nothing here needs. Default: only tell of it. */
  readonly remove?: boolean;
  /** Tell what a sync would do, and change nothing. */
  readonly dryRun?: boolean;
  /** Entries to a page. */
  readonly pageSize?: number;
  /** Breaks the sync off. */
  readonly signal?: AbortSignal;
}

/** Rows of a page: a page of courses with many runs stays well below the largest answer that is accepted. */
export const DISCOVERY_PAGE_ROWS = 50;

/** Longest time of a sync; a slow Discovery service would hold the lock for hours. */
const LONGEST_SYNC_MS = 1_800_000;

/** Copies organizations, courses, programs and pathways from the Discovery API into the catalog. */
@Injectable()
export class CatalogSyncService {
  private readonly logger = new Logger(CatalogSyncService.name);

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly download: CatalogDownload,
    private readonly catalog: CatalogService,
    private readonly runs: SyncRuns,
  ) {}

  /**
   * Downloads everything first, then changes everything in one transaction, or nothing.
   * @throws CatalogSyncError when it can't be done, or another sync is running
   */
  async sync({
    remove = false,
    dryRun = false,
    pageSize = DISCOVERY_PAGE_ROWS,
    signal,
  }: SyncOptions = {}): Promise<SyncReport> {
    if (this.config.catalogApiUrl === undefined) {
      throw new CatalogSyncError('There is nothing to copy from: set CATALOG_API_URL.');
    }
    const deadline = AbortSignal.timeout(LONGEST_SYNC_MS);
    const report = await this.alone(async () => {
      const started = new Date();
      const catalog = await this.download.run(
        pageSize,
        signal ? AbortSignal.any([signal, deadline]) : deadline,
      );
      return this.database
        .transaction((transaction) => this.apply(transaction, catalog, remove, started), { dryRun })
        .catch(throwExplained);
    });
    if (!dryRun) this.tell(report);
    return report;
  }

  /** Milliseconds since the last sync that came to its end; undefined when there was none. */
  async age(): Promise<number | undefined> {
    return (await this.runs.last())?.ageMs;
  }

  /** One sync at a time, whoever starts it: the lock belongs to a connection of this sync's own and ends with it. */
  private async alone<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const [{ locked }] = (await runner.query(tryLock)) as [{ locked: boolean }];
      if (!locked) throw new AnotherSyncError();
      try {
        return await work();
      } finally {
        // A connection that is lost has taken its lock along.
        await runner.query(unlock).catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }

  private async apply(
    transaction: Transaction,
    catalog: CatalogDescription,
    remove: boolean,
    started: Date,
  ): Promise<SyncReport> {
    await this.catalog.lock(transaction);
    const runs = catalog.courses.flatMap((course) =>
      course.course_runs.map(({ uuid, key }) => ({ uuid, key })),
    );
    await transaction.run(adoptCourseRuns, [JSON.stringify(runs)]);
    const warnings = warningsOf(catalog, await this.catalog.problems(transaction, catalog));
    const touches = await this.catalog.write(transaction, catalog);
    const absent = await removeAbsent(transaction, catalog, remove);
    const report = { kinds: kindReports(catalog, touches, absent), warnings, removed: remove };
    await this.runs.note(transaction, started, countsOf(report));
    return report;
  }

  private tell(report: SyncReport): void {
    this.logger.log({ message: 'The catalog was copied', removed: report.removed, ...countsOf(report) });
    for (const [kind, { added, changed, gone, kept }] of Object.entries(report.kinds)) {
      if (added.length + changed.length + gone.length + kept.length === 0) continue;
      const lists = { added: uuids(added), changed: uuids(changed), gone: uuids(gone), kept: uuids(kept) };
      this.logger.log({ message: `Differences in ${kind}`, ...lists });
    }
    for (const warning of report.warnings) this.logger.log(warning);
  }
}

/** A line of the log names no more uuids of a list. */
const MOST_LOGGED = 100;

function uuids(entries: readonly NamedEntry[]): string[] {
  return entries.slice(0, MOST_LOGGED).map(({ uuid }) => uuid);
}

/** @throws CatalogSyncError for a conflict that only the database could notice */
function throwExplained(error: unknown): never {
  switch (sqlStateOf(error)) {
    case SqlState.uniqueViolation:
      throw new CatalogSyncError(
        'Two course runs claim the same key, or changed keys with each other; nothing was changed.',
      );
    case SqlState.foreignKeyViolation:
      throw new CatalogSyncError(
        'What was to be removed came into use meanwhile; nothing was changed, try again.',
      );
    default:
      throw error;
  }
}
