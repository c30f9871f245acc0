import { declaredStatements, Statement } from '../../../src/platform/database/index.js';
import { CursorList, PagedList } from '../../../src/platform/lists/index.js';
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

/** Functions that make a statement for the filters of a request, and arguments with which they make the longest. */
const MADE_FROM_FILTERS: Readonly<Record<string, readonly unknown[]>> = {
  selectAwarded: [EVERY_FILTER, 0, 1],
  countAwarded: [EVERY_FILTER],
};

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
    for (const list of listsIn(exported)) makeLongest(list);
    const makers = Object.entries(exported)
      .filter(([, value]) => typeof value === 'function' && /\bstatement\(/.test(value.toString()))
      .map(([name]) => name);
    for (const name of makers) {
      if (name in MADE_FROM_FILTERS)
        (exported[name] as (...given: unknown[]) => unknown)(...MADE_FROM_FILTERS[name]!);
    }
    const count = note(module);
    if (!path.endsWith('.sql.ts')) continue;
    for (const [name, text] of Object.entries(exported)) {
      if (typeof text === 'string') texts.push({ name: `${path} ${name}`, text, module });
    }
    hiding.push(
      ...makers.filter((name) => !CALLED_BY_SQL_FILES.includes(name) && !(name in MADE_FROM_FILTERS)),
    );
    // Another file of the module may have imported this one before. Then only its exports show its statements.
    const shown = Object.values(exported).some(
      (value) => value instanceof Statement || typeof value === 'string',
    );
    if (count + makers.length === 0 && !shown) empty.push(path);
  }
  await import('../../../src/app.module.js');
  note('a file that the test does not know');
  return { statements, texts, empty, hiding };
}

type List = PagedList | CursorList;

/** The lists that a file exports, also as the values of an object. */
function listsIn(exported: Readonly<Record<string, unknown>>): List[] {
  const values = Object.values(exported).flatMap((value) =>
    value?.constructor === Object ? [value, ...Object.values(value)] : [value],
  );
  return values.filter((value): value is List => value instanceof PagedList || value instanceof CursorList);
}

function makeLongest(list: List): void {
  if (list instanceof PagedList) list.query(1, EVERY_FILTER);
  else for (const order of list.orders) list.query(order, 1, undefined, EVERY_FILTER);
}
