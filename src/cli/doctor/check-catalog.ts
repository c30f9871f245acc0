import type { DataSource } from 'typeorm';
import { CatalogSyncRun, Program } from '../../catalog/index.js';
import type { Config } from '../../config/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'catalog';

/** Days after which a catalog without a schedule counts as old. */
const OLD_DAYS = 7;

const DAY_MS = 86_400_000;

/** Whether programs and courses come from the Discovery API, and when they last did. */
export async function checkCatalog(dataSource: DataSource, config: Config): Promise<Finding> {
  const programs = await dataSource.getRepository(Program).count();
  if (config.catalogApiUrl === undefined) {
    const remedy = 'set CATALOG_API_URL, or describe the catalog by provision or /api/v2/admin/';
    return programs > 0
      ? ok(SUBJECT, `${counted(programs, 'program')}; CATALOG_API_URL is not set`)
      : note(SUBJECT, 'there are no programs, and CATALOG_API_URL is not set', remedy);
  }
  const [last] = await dataSource.getRepository(CatalogSyncRun).find({ order: { id: 'DESC' }, take: 1 });
  if (last === undefined) return failed(SUBJECT, 'it was never copied', 'run the command catalog:sync');
  const days = last.ageMs / DAY_MS;
  const found = `${counted(programs, 'program')}, copied ${days.toFixed(1)} days ago`;
  const limit = config.catalogSyncIntervalMs > 0 ? (3 * config.catalogSyncIntervalMs) / DAY_MS : OLD_DAYS;
  if (days > limit) {
    const remedy = 'run the command catalog:sync and see why it fails, or set CATALOG_SYNC_INTERVAL';
    return note(SUBJECT, found, remedy);
  }
  const [first] = last.leftOut;
  if (first === undefined) return ok(SUBJECT, found);
  const count = counted(last.leftOut.length, 'thing');
  return note(
    SUBJECT,
    `${found}; ${count} could not be taken`,
    `correct in the Discovery service: ${first}${last.leftOut.length > 1 ? ' (the command catalog:sync prints all)' : ''}`,
  );
}
