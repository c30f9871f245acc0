import { Injectable } from '@nestjs/common';
import type { StatementRunner, Transaction } from '../platform/database/index.js';
import type { Problem } from '../platform/validation/index.js';
import type { CatalogDescription } from './description/catalog-description.js';
import { CatalogImport, type Touched } from './import/catalog-import.js';
import { catalogProblems } from './import/catalog-problems.js';
import { lockCatalog, selectKnown } from './import/catalog.sql.js';
import type { Tally } from './import/tally.js';
import { findProgram } from './program.sql.js';

/** The lists of the catalog, as answers and reports name them. */
export const CATALOG_KINDS = ['organizations', 'courses', 'course_runs', 'programs', 'pathways'] as const;
export type CatalogKind = (typeof CATALOG_KINDS)[number];

/** What an import did, by kind. */
export type CatalogChanges = Readonly<Record<CatalogKind, Tally>>;

/** The same with the uuids of what was made and changed. */
export type CatalogTouches = Readonly<Record<CatalogKind, Touched>>;

/** Work that another module has to do when the catalog changed, in the same transaction. */
export type CatalogFollowUp = (transaction: Transaction) => Promise<void>;

/** Brings what the institutions teach into the database, whoever delivers it. */
@Injectable()
export class CatalogService {
  private readonly followUps: CatalogFollowUp[] = [];

  /** Has `followUp` called at the end of every import. */
  afterImport(followUp: CatalogFollowUp): void {
    this.followUps.push(followUp);
  }

  /** What would go wrong or be left out, were this description applied. Its shape must have been checked. */
  async problems(runner: StatementRunner, catalog: CatalogDescription): Promise<Problem[]> {
    return catalogProblems(runner, catalog);
  }

  /** The number of the program with that uuid; undefined when the catalog has none such. */
  async findProgramId(runner: StatementRunner, uuid: string): Promise<number | undefined> {
    const [program] = await runner.run(findProgram, [uuid]);
    return program?.id;
  }

  /** Those of the programs that are not in the catalog. */
  async unknownPrograms(runner: StatementRunner, uuids: readonly string[]): Promise<Set<string>> {
    const known = await runner.run(selectKnown, [[], [], [], uuids]);
    const stored = new Set(known.map(({ uuid }) => uuid));
    return new Set(uuids.filter((uuid) => !stored.has(uuid)));
  }

  /**
   * Makes the described entries what the description says, by uuid; applied again it changes nothing. Entries that are
   * not described stay, and references to what does not exist are left out. The number of statements grows by about ten
   * with each 5,000 entries of a kind.
   */
  async apply(transaction: Transaction, catalog: CatalogDescription): Promise<CatalogChanges> {
    const { organizations, courses, course_runs, programs, pathways } = await this.write(
      transaction,
      catalog,
    );
    return {
      organizations: organizations.tally(),
      courses: courses.tally(),
      course_runs: course_runs.tally(),
      programs: programs.tally(),
      pathways: pathways.tally(),
    };
  }

  /** The same as `apply`, and says by uuid what it made and changed. */
  async write(transaction: Transaction, catalog: CatalogDescription): Promise<CatalogTouches> {
    await this.lock(transaction);
    const touches = await new CatalogImport(transaction, catalog).run();
    for (const followUp of this.followUps) await followUp(transaction);
    return touches;
  }

  /** Keeps others from changing the catalog until the transaction ends: what is read from now on stays so. */
  async lock(transaction: Transaction): Promise<void> {
    await transaction.run(lockCatalog, []);
  }
}
