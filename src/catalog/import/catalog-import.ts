import type { StatementRunner } from '../../platform/database/index.js';
import type { UnreadFields } from '../../platform/validation/index.js';
import type { CatalogDescription } from '../description/catalog-description.js';
import {
  relinkAuthors,
  relinkOwners,
  relinkPathwayPrograms,
  relinkProgramRuns,
  upsertCourseRuns,
  upsertCourses,
  upsertOrganizations,
  upsertPathways,
  upsertPrograms,
} from './catalog.sql.js';
import type { RelinkStatement } from './relink.sql.js';
import { catalogLinks, catalogRows, type Links } from './rows.js';
import type { Tally } from './tally.js';
import type { UpsertStatement } from './upsert.sql.js';

/** Keeps a statement's JSON at a few megabytes. */
const BATCH_ROWS = 5_000;

/** Writes one description: first the rows, from organizations to pathways, then the links between them. */
export class CatalogImport {
  constructor(
    private readonly runner: StatementRunner,
    private readonly catalog: CatalogDescription,
    private readonly unread: UnreadFields = new Map(),
  ) {}

  async run() {
    const rows = catalogRows(this.catalog, this.unread);
    const organizations = await this.upsert(upsertOrganizations, rows.organizations);
    const courses = await this.upsert(upsertCourses, rows.courses);
    const courseRuns = await this.upsert(upsertCourseRuns, rows.courseRuns);
    const programs = await this.upsert(upsertPrograms, rows.programs);
    const pathways = await this.upsert(upsertPathways, rows.pathways);

    const links = catalogLinks(this.catalog, this.unread);
    await this.relink(relinkOwners, links.owners, courses);
    await this.relink(relinkAuthors, links.authors, programs);
    await this.relink(relinkProgramRuns, links.programRuns, programs);
    await this.relink(relinkPathwayPrograms, links.pathwayPrograms, pathways);

    return { organizations, courses, course_runs: courseRuns, programs, pathways };
  }

  private async upsert(statement: UpsertStatement, rows: readonly { uuid: string }[]): Promise<Touched> {
    const touched = new Touched(rows.length);
    for (const batch of batches(rows)) {
      for (const { uuid, created } of await this.runner.run(statement, [JSON.stringify(batch)])) {
        (created ? touched.created : touched.changed).add(uuid);
      }
    }
    return touched;
  }

  /** An entry with changed links counts as changed, unless it is new. A new one has no links to keep. */
  private async relink(statement: RelinkStatement, links: readonly Links[], owners: Touched): Promise<void> {
    const known = links.filter(({ uuid, unread }) => !unread || owners.created.has(uuid));
    for (const batch of batches(known)) {
      for (const { uuid } of await this.runner.run(statement, [JSON.stringify(batch)])) {
        if (!owners.created.has(uuid)) owners.changed.add(uuid);
      }
    }
  }
}

/** The entries of one kind that an import created or changed. */
export class Touched {
  readonly created = new Set<string>();
  readonly changed = new Set<string>();

  constructor(private readonly described: number) {}

  tally(): Tally {
    const [created, changed] = [this.created.size, this.changed.size];
    return { created, changed, unchanged: this.described - created - changed };
  }
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH_ROWS);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * BATCH_ROWS, (index + 1) * BATCH_ROWS),
  );
}
