import type { DataSource } from 'typeorm';
import type { SourceFile } from './source-files.js';

export interface Use {
  readonly table: string;
  readonly module: string;
  /** The statement or file that uses it. */
  readonly by: string;
}

/** The module of each entity class: the folder of the file that declares it. */
export function entityModules(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  for (const { module, text } of files) {
    for (const [, name = ''] of text.matchAll(/^@(?:View)?Entity\([\s\S]*?^export class (\w+)/gm)) {
      if (modules.has(name)) throw new Error(`Two entities have the name ${name}`);
      modules.set(name, module);
    }
  }
  return modules;
}

/** The module of each table and view. */
export function tableOwners(
  { entityMetadatas }: DataSource,
  modules: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    entityMetadatas.map(({ tableName, targetName }) => {
      const owner = modules.get(targetName);
      if (owner === undefined) throw new Error(`No module declares the entity of ${tableName}`);
      return [tableName, owner];
    }),
  );
}

/** Methods of a repository that write. */
const WRITES = /\.(save|insert|update|upsert|delete|remove|increment|decrement|clear)\(/;

/**
 * Uses of another module's entity in a repository or a query; relations between entities are allowed. The doctor
 * command looks at tables of all modules: its uses count as reads while the file writes nothing.
 */
export function foreignEntities(
  files: readonly SourceFile[],
  { entityMetadatas }: DataSource,
  modules: ReadonlyMap<string, string>,
): { readonly reads: Use[]; readonly forbidden: string[] } {
  const uses = files
    .filter(({ module, path }) => module !== '' && !path.endsWith('.entity.ts'))
    .flatMap(({ path, module, text }) =>
      [...text.matchAll(/^import \{([^}]*)\} from/gm)]
        .flatMap(([, names = '']) => names.split(',').map((name) => name.trim().split(' as ')[0]!))
        .filter((name) => modules.has(name) && modules.get(name) !== module)
        .map((name) => ({
          path,
          module,
          name,
          mayRead: path.startsWith('cli/doctor/') && !WRITES.test(text),
        })),
    );
  const tableOf = (name: string) => entityMetadatas.find(({ targetName }) => targetName === name)!.tableName;
  return {
    reads: uses
      .filter(({ mayRead }) => mayRead)
      .map(({ path, module, name }) => ({ table: tableOf(name), module, by: path })),
    forbidden: uses.filter(({ mayRead }) => !mayRead).map(({ path, name }) => `${path} uses ${name}`),
  };
}

/** Reads through TypeORM relations to an entity of another module. */
export function foreignRelations(
  files: readonly SourceFile[],
  { entityMetadatas }: DataSource,
  owners: ReadonlyMap<string, string>,
): Use[] {
  return files.flatMap(({ path, module, text }) => {
    const followed = [
      ...text.matchAll(/\brelations: [{[]([^}\]]*)[}\]]/g),
      ...text.matchAll(/\b(?:inner|left)Join(?:AndSelect)?\(\s*'\w+\.(\w+)'/g),
      ...conditionsOf(text).flatMap((condition) => [...condition.matchAll(/(\w+): \{/g)]),
    ].flatMap(([, names = '']) => names.match(/\w+/g) ?? []);
    return entityMetadatas
      .filter(({ tableName }) => owners.get(tableName) === module)
      .flatMap(({ relations }) => relations)
      .filter(({ propertyName }) => followed.includes(propertyName))
      .map(({ inverseEntityMetadata: { tableName } }) => ({ table: tableName, module, by: path }));
  });
}

/** The conditions of finds. TypeORM joins a relation that has conditions of its own. Of a list it reads the first. */
function conditionsOf(text: string): string[] {
  return [...text.matchAll(/\bwhere: \[?\s*\{|\b(?:find\w*By\w*|countBy|existsBy|where)\(\s*\{/g)].map(
    ({ index }) => {
      let depth = 0;
      const start = text.indexOf('{', index);
      for (let end = start; end < text.length; end += 1) {
        if (text[end] === '{') depth += 1;
        if (text[end] === '}') depth -= 1;
        if (depth === 0) return text.slice(start + 1, end);
      }
      return text.slice(start);
    },
  );
}

const SQL =
  /(['"`])(?:\s|--.*\n|\/\*[\s\S]*?\*\/)*(select\b|insert\s+into\b|update\s+\S+(\s+\w+)?\s+set\b|delete\s+from\b|with\s+\w+\s+as\b|truncate\b|savepoint\b)/gi;
/**
 * `paged-list.ts` and `cursor-list.ts` build the statements of lists from parts, backup and restore those for every table
 * that the catalog names, and an import those for every table that it fills. Three files of credentials hold conditions that several statements use.
 */
const HOME_OF_SQL =
  /\.sql\.ts$|^platform\/(database\/|lists\/(paged|cursor)-list\.ts)|^migrations\/|^embedded-postgres\/|^cli\/backup\/|^moving\/import\/|^credentials\/(visibility|credential-filters|credential-feed)\.ts$/;

/** A capital before small letters begins a sentence: 'Select a learner'. */
function holdsSql(text: string): boolean {
  return [...text.matchAll(SQL)].some(([, , words = '']) => !/^[A-Z][a-z]/.test(words));
}

/** Files that hold SQL but are no SQL files. */
export function strayingSql(files: readonly SourceFile[]): string[] {
  return files.filter(({ path, text }) => !HOME_OF_SQL.test(path) && holdsSql(text)).map(({ path }) => path);
}

/** They send SQL on a connection of their own, which no transaction may share. */
const OWN_CONNECTION = ['catalog/sync/catalog-sync.service.ts', 'platform/outbox/wake-up-listener.ts'];

/** Ways to a table that the other rules do not see. */
const WAYS_AROUND: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['sends SQL past the statements', /\.query(?:<[\s\S]*?>)?\(\s*[^)\s]/],
  ['declares a statement outside of an SQL file', /\bstatement(?:<[\s\S]*?>)?\(\s*['"`]|\bnew Statement\b/],
  ['imports a whole module', /^import \* as \w+ from '\./m],
  [
    'names an entity by text',
    /\bgetRepository(?:<[^(]*>)?\(\s*['"`]|\b(?:m|\w*M)anager\s*\.\w+(?:<[^(]*>)?\(\s*['"`]/,
  ],
  [
    'names a table by text',
    /\bcreateQueryBuilder\([^)]*\)[^;]*?\.(?:update|from|into)\(\s*['"`]|\bcreateQueryBuilder(?:<[^(]*>)?\(\s*['"`]\w+['"`],/,
  ],
];

/** Files that could reach another module's table unseen. */
export function waysAround(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !HOME_OF_SQL.test(path) && !OWN_CONNECTION.includes(path))
    .flatMap(({ path, text }) =>
      WAYS_AROUND.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path} ${what}`),
    );
}
