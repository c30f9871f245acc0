import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenDatabase } from '../../support/open-database.js';
import { type Declarations, loadStatements } from './declared.js';
import {
  entityModules,
  foreignEntities,
  foreignRelations,
  strayingSql,
  tableOwners,
  type Use,
  waysAround,
} from './rules.js';
import { sourceFiles } from './source-files.js';
import { describeTables, tableSection } from './table-section.js';
import { tablesOf } from './tables-of.js';

/** Tables whose states only their owner knows. */
const PRIVATE = ['outbox'];

describe('every table has one owner', () => {
  const files = sourceFiles();
  const modules = entityModules(files);
  let test: OpenDatabase;
  let declarations: Declarations;
  let owners: ReadonlyMap<string, string>;
  let reads: Use[];
  let writes: Use[];

  beforeAll(async () => {
    declarations = await loadStatements(files);
    // This imports the whole service, so it comes after the single files.
    const { openDatabase } = await import('../../support/open-database.js');
    test = await openDatabase();
    owners = tableOwners(test.dataSource, modules);
    const known = new Set(owners.keys());
    const used = [...declarations.statements, ...declarations.texts].map(({ name, text, module }) => ({
      use: (table: string) => ({ table, module, by: name }),
      ...tablesOf(text, known),
    }));
    writes = used.flatMap(({ use, ...tables }) => [...tables.writes].map(use));
    reads = [
      ...used.flatMap(({ use, ...tables }) => [...tables.reads].map(use)),
      ...foreignRelations(files, test.dataSource, owners),
      ...foreignEntities(files, test.dataSource, modules).reads,
      ...(await readsOfViews()),
    ];
  });

  afterAll(() => test.close());

  const readsOfViews = async (): Promise<Use[]> => {
    const rows = await test.dataSource.query<{ view: string; table: string }[]>(
      `select view_name as view, table_name as table from information_schema.view_table_usage
        where view_schema = 'public'`,
    );
    return rows.map(({ view, table }) => ({ table, module: owners.get(view) ?? view, by: view }));
  };
  const foreign = (uses: readonly Use[]) => uses.filter(({ table, module }) => owners.get(table) !== module);
  const words = (uses: readonly Use[]) => uses.map(({ table, by }) => `${by}: ${table}`).sort();

  it('and every table and view of the database has an entity', async () => {
    const rows = await test.dataSource.query<{ name: string }[]>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const own = new Set(['migration', 'typeorm_metadata']);
    expect(rows.map(({ name }) => name).filter((name) => !own.has(name) && !owners.has(name))).toEqual([]);
  });

  it('and every file of SQL is read for it', () => {
    const { empty, hiding } = declarations;
    expect({ empty, hiding }).toEqual({ empty: [], hiding: [] });
  });

  it('and every statement begins with the name of its module', () => {
    const wrong = declarations.statements.filter(
      ({ name, module }) => !name.startsWith(`${module.replaceAll('-', '_')}.`),
    );
    expect(wrong.map(({ name, module }) => `${module}: ${name}`)).toEqual([]);
  });

  it('who alone writes it', () => {
    expect(words(foreign(writes))).toEqual([]);
  });

  it('whose repository nobody else uses', () => {
    expect(foreignEntities(files, test.dataSource, modules).forbidden).toEqual([]);
  });

  it('who alone knows the states of the outbox', () => {
    const uses = foreign(reads).filter(({ table }) => PRIVATE.includes(table));
    expect(words(uses)).toEqual([]);
  });

  it('and SQL has files of its own', () => {
    expect(strayingSql(files)).toEqual([]);
  });

  it('and no way around these rules is in use', () => {
    expect(waysAround(files)).toEqual([]);
  });

  it('and docs/architecture.md lists who else reads it (npm run tables writes the list)', () => {
    const section = describeTables(owners, foreign(reads));
    if (process.env.WRITE_TABLES === '1') tableSection.write(section);
    expect(tableSection.read()).toBe(section);
  });
});
