import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { TestDatabase } from '../../support/test-database.js';
import { type Declarations, loadStatements } from './declared.js';
import {
  entityModules,
  foreignEntities,
  foreignRelations,
  strayingSql,
  tableOwners,
  type Use,
} from './rules.js';
import { sourceFiles } from './source-files.js';
import { describeTables, tableSection } from './table-section.js';
import { tablesOf } from './tables-of.js';

/** Today's exceptions, with their reasons. Each list must shrink to nothing: an entry that is mended fails, too. */
const KNOWN = {
  names: ['health: health_ping'],
  // A rename is a matter of identity.
  writes: ['username_replacement.rename: users'],
  // The outbox is to publish a view of its deliveries.
  privateReads: [
    'credit_pathways.insert_request: outbox',
    'credit_pathways.list_username_programUuid_pathwayId_state: outbox',
    'credit_pathways.read_for_retry: outbox',
    'credit_pathways.read_notification: outbox',
    'credit_pathways.withdraw_requests: outbox',
  ],
  entities: [] as string[],
  sql: [
    // Parts of statements that several files share, without the suffix.
    'catalog/import/relink.ts',
    'catalog/import/upsert.ts',
    'platform/lists/paged-list.ts',
    // Statements in the middle of a service or a command.
    'catalog/sync/removal/remove-absent.ts',
    'cli/doctor/check-catalog.ts',
    'cli/doctor/check-database.ts',
    'cli/doctor/check-workers.ts',
    'identity/admin/site.service.ts',
    'identity/users/lms-user-id.ts',
    'identity/users/user-description.ts',
    'platform/health/health.service.ts',
    'username-replacement/username-replacement.service.ts',
  ],
};

/** Tables whose states are their owner's alone. */
const PRIVATE = ['outbox'];

describe('every table has one owner', () => {
  const files = sourceFiles();
  const modules = entityModules(files);
  let database: TestDatabase;
  let dataSource: DataSource;
  let declarations: Declarations;
  let owners: ReadonlyMap<string, string>;
  let reads: Use[];
  let writes: Use[];

  beforeAll(async () => {
    declarations = await loadStatements(files);
    // These import the whole service, so they come after the files one by one.
    const { createTestDatabase } = await import('../../support/test-database.js');
    const { createDataSource } = await import('../../../src/data-source.js');
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    owners = tableOwners(dataSource, modules);
    const known = new Set(owners.keys());
    const used = declarations.statements.map(({ name, text, module }) => ({
      use: (table: string) => ({ table, module, by: name }),
      ...tablesOf(text, known),
    }));
    writes = used.flatMap(({ use, ...tables }) => [...tables.writes].map(use));
    reads = [
      ...used.flatMap(({ use, ...tables }) => [...tables.reads].map(use)),
      ...foreignRelations(files, dataSource, owners),
      ...(await readsOfViews()),
    ];
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const readsOfViews = async (): Promise<Use[]> => {
    const rows = await dataSource.query<{ view: string; table: string }[]>(
      `select view_name as view, table_name as table from information_schema.view_table_usage
        where view_schema = 'public'`,
    );
    return rows.map(({ view, table }) => ({ table, module: owners.get(view) ?? view, by: view }));
  };
  const foreign = (uses: readonly Use[]) => uses.filter(({ table, module }) => owners.get(table) !== module);
  const words = (uses: readonly Use[]) => uses.map(({ table, by }) => `${by}: ${table}`).sort();

  it('and every table and view of the database has an entity', async () => {
    const rows = await dataSource.query<{ name: string }[]>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const own = new Set(['migration', 'typeorm_metadata']);
    expect(rows.map(({ name }) => name).filter((name) => !own.has(name) && !owners.has(name))).toEqual([]);
  });

  it('and every file of SQL is read for it', () => {
    const { empty, unknownBuilders } = declarations;
    expect({ empty, unknownBuilders }).toEqual({ empty: [], unknownBuilders: [] });
  });

  it('and every statement begins with the name of its module', () => {
    const wrong = declarations.statements.filter(
      ({ name, module }) => !name.startsWith(`${module.replaceAll('-', '_')}.`),
    );
    expect(wrong.map(({ name, module }) => `${module}: ${name}`).sort()).toEqual(KNOWN.names);
  });

  it('who alone writes it', () => {
    expect(words(foreign(writes))).toEqual(KNOWN.writes);
  });

  it('whose repository nobody else uses', () => {
    expect(foreignEntities(files, modules).sort()).toEqual(KNOWN.entities);
  });

  it('who alone knows the states of the outbox', () => {
    const uses = foreign(reads).filter(({ table }) => PRIVATE.includes(table));
    expect(words(uses)).toEqual(KNOWN.privateReads);
  });

  it('and SQL has files of its own', () => {
    expect(strayingSql(files).sort()).toEqual(KNOWN.sql.toSorted());
  });

  it('and docs/architecture.md lists who else reads it (npm run tables writes the list)', () => {
    const section = describeTables(owners, foreign(reads));
    if (process.env.WRITE_TABLES === '1') tableSection.write(section);
    expect(tableSection.read()).toBe(section);
  });
});
