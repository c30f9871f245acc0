import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));

export interface SourceFile {
  /** Path below `src`. */
  readonly path: string;
  /** The folder of `src` or `platform` that holds the file; empty for the files of `src` itself. */
  readonly module: string;
  readonly text: string;
}

/** The import rules, which have no types. */
const RULES = new URL('../../../.dependency-cruiser.mjs', import.meta.url);
const { LAYERS } = (await import(RULES.href)) as { LAYERS: readonly (readonly string[])[] };
const ORDER = LAYERS.flat();

/** All files, each module after the modules that it may import. */
export function sourceFiles(): SourceFile[] {
  const place = ({ path }: SourceFile) => {
    const index = ORDER.indexOf(path.split('/')[0] ?? '');
    return index < 0 ? ORDER.length : index;
  };
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(path))
    .map((path) => ({ path, module: moduleOf(path), text: readFileSync(SRC + path, 'utf8') }))
    .sort((a, b) => place(a) - place(b) || a.path.localeCompare(b.path));
}

function moduleOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return (folders[0] === 'platform' ? folders[1] : folders[0]) ?? '';
}
