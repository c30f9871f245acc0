import { declaredStatements, Statement } from '../../../src/platform/database/index.js';
import type { SourceFile } from './source-files.js';

/** A statement and the module in whose files it is declared. */
export interface Declared {
  readonly name: string;
  readonly text: string;
  readonly module: string;
}

export interface Declarations {
  readonly statements: readonly Declared[];
  /** Files for SQL that declare none. */
  readonly empty: readonly string[];
  /** Functions that make statements and that `BUILDERS` does not call. */
  readonly unknownBuilders: readonly string[];
}

const ANY_UUID = '00000000-0000-4000-8000-000000000000';

/** Functions of SQL files that make their statements when they are called: here with every filter on. */
const BUILDERS: Readonly<Record<string, () => Promise<void>>> = {
  listCredentials: async () => {
    const { listCredentials } = await import('../../../src/credentials/credential.sql.js');
    const filter = {
      username: 'any',
      userId: 1,
      status: 'awarded',
      programUuid: ANY_UUID,
      onlyVisible: true,
    };
    listCredentials('', 1, { ...filter, type: 'program' }, true);
    listCredentials('', 1, { ...filter, type: 'course-run' }, false);
  },
  listNotifications: async () => {
    const { listNotifications } =
      await import('../../../src/credit-pathways/notifications/notification.sql.js');
    listNotifications(1, { username: 'any', programUuid: ANY_UUID, pathwayId: 1, state: 'sent' });
  },
};

/** Imports the files that declare statements, one after the other, and notes what each has declared. */
export async function loadStatements(files: readonly SourceFile[]): Promise<Declarations> {
  const statements: Declared[] = [];
  const empty: string[] = [];
  const builders = new Map<string, string>();
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
    if (!/^import \{.*\b(s|pageS)tatement\b.*\}/m.test(text) && !path.endsWith('.sql.ts')) continue;
    const exported = (await import(`../../../src/${path}`)) as Record<string, unknown>;
    const makers = Object.entries(exported).filter(
      ([, value]) => typeof value === 'function' && /\b(s|pageS)tatement\(/.test(value.toString()),
    );
    const count = note(module);
    if (!path.endsWith('.sql.ts')) continue;
    for (const [name] of makers) builders.set(name, module);
    // Another file of the module may have imported this one already; then it exports what it has declared.
    const shown = Object.values(exported).some((value) => value instanceof Statement);
    if (count === 0 && makers.length === 0 && !shown) empty.push(path);
  }
  for (const [name, module] of builders) {
    await BUILDERS[name]?.();
    note(module);
  }
  await import('../../../src/app.module.js');
  note('a file that the test does not know');
  return { statements, empty, unknownBuilders: [...builders.keys()].filter((name) => !(name in BUILDERS)) };
}
