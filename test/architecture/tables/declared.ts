import { declaredStatements, Statement } from '../../../src/platform/database/index.js';
import { PagedList } from '../../../src/platform/lists/index.js';
import type { SourceFile } from './source-files.js';

/** A statement and the module whose file declares it. */
export interface Declared {
  readonly name: string;
  readonly text: string;
  readonly module: string;
}

export interface Declarations {
  readonly statements: readonly Declared[];
  /** SQL that an SQL file exports as text. */
  readonly texts: readonly Declared[];
  /** SQL files that declare no statement. */
  readonly empty: readonly string[];
  /** Exported functions of SQL files that make statements when called: the test would not see these statements. */
  readonly hiding: readonly string[];
}

/** Sets every filter, so that a list makes its longest statement. */
const EVERY_FILTER = new Proxy({}, { get: () => 'any' });

/** Functions that make statements for other SQL files, which call them when they are imported. */
const CALLED_BY_SQL_FILES = ['relinkStatement', 'upsertStatement'];

/** Imports the files that declare statements one after the other, and notes the statements of each. */
export async function loadStatements(files: readonly SourceFile[]): Promise<Declarations> {
  const statements: Declared[] = [];
  const texts: Declared[] = [];
  const empty: string[] = [];
  const hiding: string[] = [];
  const before = new Set<string>();
  const note = (module: string): number => {
    const added = [...declaredStatements.values()].filter(({ name }) => !before.has(name));
    for (const { name, text } of added) {
      before.add(name);
      statements.push({ name, text, module });
    }
    return added.length;
  };
  for (const { path, module, text } of files) {
    if (!/^import \{.*\bstatement\b.*\}/m.test(text) && !path.endsWith('.sql.ts')) continue;
    const exported = (await import(`../../../src/${path}`)) as Record<string, unknown>;
    const lists = Object.values(exported).filter((value) => value instanceof PagedList);
    for (const list of lists) list.query(1, EVERY_FILTER);
    const makers = Object.entries(exported)
      .filter(([, value]) => typeof value === 'function' && /\bstatement\(/.test(value.toString()))
      .map(([name]) => name);
    const count = note(module);
    if (!path.endsWith('.sql.ts')) continue;
    for (const [name, text] of Object.entries(exported)) {
      if (typeof text === 'string') texts.push({ name: `${path} ${name}`, text, module });
    }
    hiding.push(...makers.filter((name) => !CALLED_BY_SQL_FILES.includes(name)));
    // Another file of the module may have imported this one before. Then only its exports show its statements.
    const shown = Object.values(exported).some((value) => value instanceof Statement);
    if (count + makers.length === 0 && !shown) empty.push(path);
  }
  await import('../../../src/app.module.js');
  note('a file that the test does not know');
  return { statements, texts, empty, hiding };
}
