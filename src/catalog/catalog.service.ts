import { Injectable } from '@nestjs/common';
import type { StatementRunner, Transaction } from '../platform/database/index.js';
import type { Problem, UnreadFields } from '../platform/validation/index.js';
import type { CatalogDescription } from './description/catalog-description.js';
import { Program } from './entities/program.entity.js';
import { CatalogImport, type Touched } from './import/catalog-import.js';
import { catalogProblems } from './import/catalog-problems.js';
import { lockCatalog, findKnownUuids } from './import/catalog.sql.js';
import { findProgram } from './program.sql.js';

/** The lists of the catalog, as answers and reports name them. */
export const CATALOG_KINDS = ['organizations', 'courses', 'course_runs', 'programs', 'pathways'] as const;
export type CatalogKind = (typeof CATALOG_KINDS)[number];

/** The entries that an import created and changed, by kind. */
export type CatalogTouches = Readonly<Record<CatalogKind, Touched>>;

/** Work of another module after a change of the catalog, in the same transaction. */
export type CatalogFollowUp = (transaction: Transaction) => Promise<void>;

/** Writes the catalog for the sync, for provisioning and for the administration. */
@Injectable()
export class CatalogService {
  private readonly followUps: CatalogFollowUp[] = [];

  /** Registers work to do at the end of every import. */
  afterImport(followUp: CatalogFollowUp): void {
    this.followUps.push(followUp);
  }

  /** Everything in the description that would fail or be left out. Check its shape first. */
  async findProblems(runner: StatementRunner, catalog: CatalogDescription): Promise<Problem[]> {
    return catalogProblems(runner, catalog);
  }

  /** The id of the program with that uuid; undefined for an unknown program. */
  async findProgramId(runner: StatementRunner, uuid: string): Promise<number | undefined> {
    const [program] = await runner.run(findProgram, [uuid]);
    return program?.id;
  }

  /** The uuids that the catalog does not have. */
  async findUnknownPrograms(runner: StatementRunner, uuids: readonly string[]): Promise<Set<string>> {
    const known = await runner.run(findKnownUuids, [[], [], [], uuids]);
    const stored = new Set(known.map(({ uuid }) => uuid));
    return new Set(uuids.filter((uuid) => !stored.has(uuid)));
  }

  /** Locks the program until the transaction ends and returns its id; undefined for an unknown program. */
  async lockProgram({ manager }: Transaction, uuid: string): Promise<number | undefined> {
    const program = await manager.findOne(Program, {
      select: { id: true },
      where: { uuid },
      lock: { mode: 'for_no_key_update' },
    });
    return program?.id;
  }

  /**
   * Creates and changes entries by uuid as described; applying the same again changes nothing. Entries that are not
   * described stay; references to unknown entries are left out. Needs about ten more statements for each 5,000 entries
   * of a kind.
   * @param unread fields of the description that stay as they are stored, since nobody could read them
   */
  async apply(
    transaction: Transaction,
    catalog: CatalogDescription,
    unread?: UnreadFields,
  ): Promise<CatalogTouches> {
    await this.lock(transaction);
    const touches = await new CatalogImport(transaction, catalog, unread).run();
    for (const followUp of this.followUps) await followUp(transaction);
    return touches;
  }

  /** Keeps others from changing the catalog until the transaction ends. */
  async lock(transaction: Transaction): Promise<void> {
    await transaction.run(lockCatalog, []);
  }
}
