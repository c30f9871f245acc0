import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CatalogService } from '../catalog.service.js';
import { Config } from '../../config/index.js';
import {
  Database,
  repeatDeadlocked,
  SqlState,
  sqlStateOf,
  type Transaction,
} from '../../platform/database/index.js';
import { CatalogLogos } from './catalog-logos.js';
import { AnotherSyncError, CatalogSyncError } from './catalog-sync-error.js';
import { adoptCourseRuns, tryLock, unlock } from './catalog-sync.sql.js';
import { leaveOutClaimedKeys } from './claimed-keys.js';
import type { CatalogReader } from './discovery/catalog-reader.js';
import { CatalogDownload } from './discovery/download.js';
import { kindReports, warningsOf } from './make-report.js';
import { removeAbsent } from './removal/remove-absent.js';
import { countsOf, type NamedEntry, type SyncReport } from './sync-report.js';
import { SyncRuns } from './sync-runs.js';

export interface SyncOptions {
  /** Remove entries that are gone from the Discovery API and that nothing here needs. Default: only report them. */
  readonly remove?: boolean;
  /** Report what a sync would do, and change nothing. */
  readonly dryRun?: boolean;
  /** Entries that one request to the Discovery API asks for. Default: `DISCOVERY_PAGE_ROWS`. */
  readonly pageSize?: number;
  /** Ends the download early. */
  readonly signal?: AbortSignal;
}

/** A page of courses with many runs stays well below the largest accepted answer. */
export const DISCOVERY_PAGE_ROWS = 50;

/** Otherwise a slow Discovery service could hold the lock for hours. */
const SYNC_TIMEOUT_MS = 1_800_000;

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
    private readonly syncRuns: SyncRuns,
    private readonly logos: CatalogLogos,
  ) {}

  /**
   * Downloads all, changes all in one transaction, and then fetches logos.
   * @throws CatalogSyncError, also while another sync runs
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
    const deadline = AbortSignal.timeout(SYNC_TIMEOUT_MS);
    const end = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const report = await this.runAlone(async () => {
      const began = performance.now();
      const downloaded = await this.download.run(pageSize, end);
      const applied = await repeatDeadlocked(() =>
        this.database.transaction((transaction) => this.apply(transaction, downloaded, remove, began), {
          dryRun,
          timeoutMs: SYNC_TIMEOUT_MS,
        }),
      ).catch(throwExplained);
      return dryRun ? applied : this.withLogos(applied, end);
    });
    if (!dryRun) this.logReport(report);
    return report;
  }

  /** Milliseconds since the last finished sync; undefined before the first. */
  async findAge(): Promise<number | undefined> {
    return (await this.syncRuns.findLast())?.ageMs;
  }

  /** Runs one sync at a time. The lock belongs to a connection that only this sync uses, and ends with it. */
  private async runAlone<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const [{ locked }] = (await runner.query(tryLock)) as [{ locked: boolean }];
      if (!locked) throw new AnotherSyncError();
      try {
        return await work();
      } finally {
        // A lost connection has already released its lock.
        await runner.query(unlock).catch(() => undefined);
      }
    } finally {
      await runner.release();
    }
  }

  private async apply(
    transaction: Transaction,
    { catalog, leftOut, presence, unread }: CatalogReader,
    remove: boolean,
    began: number,
  ): Promise<SyncReport> {
    await this.catalog.lock(transaction);
    const courseRuns = catalog.courses.flatMap((course) =>
      course.course_runs.map(({ uuid, key }) => ({ uuid, key })),
    );
    await transaction.run(adoptCourseRuns, [JSON.stringify(courseRuns)]);
    let problems = await this.catalog.findProblems(transaction, catalog);
    const claimed = leaveOutClaimedKeys(catalog, problems, presence);
    // Noted where they stay: when this transaction is repeated, the catalog is without these runs from the beginning.
    leftOut.push(...claimed);
    // Without these runs all places have moved.
    if (claimed.length > 0) problems = await this.catalog.findProblems(transaction, catalog);
    const touches = await this.catalog.apply(transaction, catalog, unread);
    const absent = await removeAbsent(transaction, catalog, presence, remove);
    const report: SyncReport = {
      kinds: kindReports(catalog, touches, absent),
      leftOut,
      warnings: warningsOf(catalog, problems),
      logos: { fetched: 0, removed: 0 },
      removed: remove,
    };
    await this.syncRuns.note(transaction, performance.now() - began, report);
    return report;
  }

  /** Outside of the transaction: a slow address of a picture must not hold its locks. */
  private async withLogos(report: SyncReport, signal: AbortSignal): Promise<SyncReport> {
    const { warnings, ...logos } = await this.logos.run(signal);
    return { ...report, logos, warnings: [...report.warnings, ...warnings] };
  }

  private logReport(report: SyncReport): void {
    const { removed, logos } = report;
    this.logger.log({ message: 'The catalog was copied', removed, ...countsOf(report), logos });
    for (const [kind, { added, changed, gone, kept }] of Object.entries(report.kinds)) {
      if (added.length + changed.length + gone.length + kept.length === 0) continue;
      const lists = { added: uuids(added), changed: uuids(changed), gone: uuids(gone), kept: uuids(kept) };
      this.logger.log({ message: `Differences in ${kind}`, ...lists });
    }
    for (const warning of report.warnings) this.logger.log(warning);
  }
}

/** Most uuids of a list in one line of the log. */
const MOST_UUIDS_LOGGED = 100;

function uuids(entries: readonly NamedEntry[]): string[] {
  return entries.slice(0, MOST_UUIDS_LOGGED).map(({ uuid }) => uuid);
}

/** @throws CatalogSyncError for a conflict that only the database noticed */
function throwExplained(error: unknown): never {
  switch (sqlStateOf(error)) {
    case SqlState.uniqueViolation:
      throw new CatalogSyncError(
        'Two course runs claim the same key, or changed keys with each other; nothing was changed.',
      );
    case SqlState.foreignKeyViolation:
      throw new CatalogSyncError(
        'An entry that was to be removed came into use meanwhile; nothing was changed, try again.',
      );
    default:
      throw error;
  }
}
